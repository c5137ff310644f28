import { ArnFormat, CustomResource, Duration, Lazy, Names, Stack, Token } from 'aws-cdk-lib';
import { type IStringParameter, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { InitializeTrafficProperties } from '../../lambda/custom-resources/initialize-traffic';
import { Handler } from '../handler/handler';
import { initializeTraffic } from './initialize-traffic';

/**
 * The switch that the application obeys. Restores write it, so its value is in no template: an `AWS::SSM::Parameter` has
 * the template's value written again by a deployment that changes no more than a tag of it, which would open traffic in
 * the middle of a restore.
 */
export class TrafficParameter extends Construct {
  /** In its own stack what names it is deployed after it. Another stack has its text, and need not wait for this one. */
  readonly parameter: IStringParameter;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = Stack.of(this);
    // Chosen here, so that the role can be for this parameter only. The path alone is the same in each stack of one app.
    const unique = Names.uniqueResourceName(this, { maxLength: 200 });
    const properties: InitializeTrafficProperties = { Name: `/pegasus-backup/${stack.stackName}/${unique}` };
    const parameterArn = stack.formatArn({
      service: 'ssm',
      resource: `parameter${properties.Name}`,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    const handler = new Handler(this, 'InitializeTraffic', initializeTraffic({ parameterArn }));
    const resource = new CustomResource(this, 'Parameter', {
      resourceType: 'Custom::PegasusBackupTraffic',
      serviceToken: handler.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties,
    });
    // The policy of its role is another resource, and must be there first.
    resource.node.addDependency(handler);
    this.parameter = StringParameter.fromStringParameterAttributes(this, 'Made', {
      parameterName: nameIn(stack, resource.ref, properties.Name),
      simpleName: false,
      forceDynamicReference: true,
    });
  }
}

/**
 * An application that obeys the parameter, in a stack of its own, and is switched by this one: the two stacks would need
 * each other. Until the parameter is made the application finds nothing, and keeps its mode.
 */
function nameIn(stack: Stack, ref: string, name: string): string {
  // That of a nested stack is known to no one before.
  if (Token.isUnresolved(name)) return ref;
  return Lazy.uncachedString({ produce: ({ scope }) => (Stack.of(scope) === stack ? ref : name) });
}
