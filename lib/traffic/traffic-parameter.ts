import { ArnFormat, CustomResource, Duration, Names, Stack } from 'aws-cdk-lib';
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
  /** Its name is known once it has been made: what names it is deployed after it. */
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
      parameterName: resource.ref,
      simpleName: false,
      forceDynamicReference: true,
    });
  }
}
