import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { Hold, PegasusEnvironment, type PegasusEnvironmentSettings } from '../../lib';
import type { LocalAws } from '../aws/local-aws';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../aws/service';
import { dailyDump } from './daily-dump';
import { makeDrillApplication } from './drill-application';
import type { DrillDatabase, Installation, Stage } from './model';

/** Names that the stack is given, and the AWS that it is deployed to. */
export type InstallationSite = Pick<
  Stage,
  'bucket' | 'prefix' | 'databaseSecretArn' | 'writeTokenSecretArn' | 'applicationPort' | 'writers'
> & {
  readonly database: Pick<DrillDatabase, 'existing' | 'network'>;
  readonly aws: Pick<LocalAws, 'deploy' | 'functions'>;
};

export const STACK = 'Pegasus-Drill';
/** Not created: this machine has no network to isolate a database from. */
export const DRILL_SECURITY_GROUP = 'sg-drill';

/** Puts PegasusBackup beside the database and the bucket: synthesised by the CDK, and deployed as it was synthesised. */
export async function install(
  site: InstallationSite,
  directory: string,
  otherwise: Partial<PegasusEnvironmentSettings> = {},
): Promise<Installation> {
  // CDK's own validation takes six seconds to start, and changes nothing in a template: `cdk synth` has it on.
  process.env.CDK_VALIDATION ??= 'false';
  const app = new App({ outdir: join(directory, 'cdk.out') });
  new PegasusEnvironment(app, STACK, {
    env: { account: LOCAL_ACCOUNT, region: LOCAL_REGION },
    settings: {
      baseUrl: `http://127.0.0.1:${site.applicationPort}`,
      allowPrivateAddresses: true,
      hold: Hold.never(),
      drillSecurityGroupId: DRILL_SECURITY_GROUP,
      drillApplicationArn: makeDrillApplication(site.aws.functions, directory),
      existingDatabase: {
        ...site.database.existing,
        credentialsSecretArn: site.databaseSecretArn,
      },
      existingNetwork: site.database.network,
      existingBucket: { bucketName: site.bucket },
      prefix: site.prefix,
      traffic: site.writers,
      writeTokenSecretArn: site.writeTokenSecretArn,
      ...otherwise,
    },
  });
  const { outputs, remembered, resources, definitions } = await site.aws.deploy(app.synth().directory, STACK);
  const output = (name: string): string => found(outputs[name], `output ${name}`);
  const scheduled = remembered
    .filter(({ type }) => type === 'AWS::Scheduler::Schedule')
    .map(({ properties }) => scheduleProperties.parse(properties).Target.Arn);
  const scheduledFunction = (name: string): string =>
    found(
      scheduled.find((arn) => arn.includes(name)),
      `schedule of ${name}`,
    );
  const stateMachineArn = output('RestoreStateMachineArn');
  return {
    stateMachineArn,
    decisionStateMachineArn: output('DecisionStateMachineArn'),
    evidenceBucket: output('EvidenceBucketName'),
    signingKey: output('ReportSigningKeyArn'),
    trafficParameter: output('TrafficParameterName'),
    heartbeatFunction: scheduledFunction('WriteHeartbeat'),
    manifestFunction: scheduledFunction('WriteManifest'),
    baselineFunction: scheduledFunction('WriteBaseline'),
    dump: dailyDump(remembered, resources),
    definition: found(definitions[stateMachineArn], 'restore state machine'),
  };
}

const scheduleProperties = z.object({ Target: z.object({ Arn: z.string() }) });

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The stack that the drill has deployed has no ${what}.`);
  return value;
}
