import { Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { TrafficEnvironment } from '../../runtime/traffic/switches/connect';
import type { Permission } from '../handler/permission';
import { setsTraffic } from '../handler/permission';
import { nameOf } from '../options/imported-parameter';
import { keepOutOfTemplates } from '../options/kept-out-of-templates';
import { FreezePolicy } from './freeze-policy';
import type { ProtectedLocation, SwitchDefinition } from './switch-definition';
import { TrafficParameter } from './traffic-parameter';
import type { TrafficSwitch } from './traffic-switch';

export interface TrafficProps {
  readonly switches: readonly TrafficSwitch[];
  readonly bucket: IBucket;
  readonly prefix: string;
}

const HOLD_EVENTS: readonly string[] = ['rule', 'bucket-notifications'];

/** All switches of one pair of stores: the parameter, which is always there, and those beside it. */
export class Traffic {
  readonly parameter: IStringParameter;
  /** What each handler that drives traffic is told. */
  readonly environment: TrafficEnvironment;
  /** What the readiness watch is told: what holds events back; more would not fit into its environment. */
  readonly watchEnvironment: TrafficEnvironment;
  /** Concurrent functions that low traffic reserves. */
  readonly reserves: number;
  private readonly definitions: readonly SwitchDefinition[];
  private readonly location: ProtectedLocation;

  constructor(scope: Construct, { switches, bucket, prefix }: TrafficProps) {
    const [parameter, ...more] = switches.flatMap((one) => one._parameter ?? []);
    if (more.length > 0) {
      throw new Error(
        `\`traffic\` has ${more.length + 1} parameters; one is allowed, because the generation needs one home: keep the one that the application obeys.`,
      );
    }
    if (parameter) {
      keepOutOfTemplates(
        parameter,
        (path) =>
          `\`traffic\` has the parameter ${path}, whose value is in a template: a deployment that changes it opens traffic in the middle of a restore. Leave it out, and PegasusBackup makes one, or import one with \`StringParameter.fromStringParameterName\`.`,
      );
    }
    this.definitions = switches.flatMap((one) => one._definition ?? []);
    this.reserves = this.definitions.reduce((sum, { reserves = 0 }) => sum + reserves, 0);
    this.location = protectedLocation(scope, bucket.arnForObjects(`${prefix}*`));
    this.parameter = parameter ?? new TrafficParameter(scope, 'Traffic').parameter;
    const specs = this.definitions.map((definition) => definition.spec(this.location));
    const told = (switches: typeof specs): TrafficEnvironment => ({
      TRAFFIC_PARAMETER: nameOf(this.parameter),
      SWITCHES: Stack.of(scope).toJsonString(switches),
    });
    this.environment = told(specs);
    this.watchEnvironment = told(specs.filter(({ kind }) => HOLD_EVENTS.includes(kind)));
  }

  /** To see how the parameter and every switch stand. */
  seen(): Permission[] {
    return [
      {
        reason: 'reads the mode of traffic',
        actions: ['ssm:GetParameter'],
        resources: [this.parameter.parameterArn],
      },
      ...this.definitions.flatMap((definition) => definition.reads()),
    ];
  }

  /** To record, to set and to put back: the parameter for the reason given, and every switch. */
  driven(reason: string): Permission[] {
    const switches = this.definitions.flatMap((definition) => [
      ...definition.reads(),
      ...definition.changes(this.location),
    ]);
    return [...setsTraffic(this.parameter, reason), ...switches];
  }
}

/** Only where a writer is denied anything there is a policy for it. */
function protectedLocation(scope: Construct, objectsArn: string): ProtectedLocation {
  let policy: FreezePolicy | undefined;
  return {
    objectsArn,
    freezePolicyArn: () => {
      policy ??= new FreezePolicy(scope, 'FreezePolicy', { objectsArn });
      return policy.managedPolicyArn;
    },
  };
}
