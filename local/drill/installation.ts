import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration } from 'aws-cdk-lib';
import { PegasusEnvironment } from '../../lib';
import type { LocalAws } from '../aws';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../service';
import type { Stage } from './stage';

/** Names that the stack is given, and the AWS that it is deployed to. */
export type InstallationSite = Pick<
  Stage,
  'bucket' | 'prefix' | 'databaseIdentifier' | 'databaseSecretArn' | 'writeTokenSecretArn' | 'applicationPort'
> & { readonly aws: Pick<LocalAws, 'deploy'> };

const STACK = 'Pegasus-Drill';

/** What the drill uses of the deployed stack. */
export interface Installation {
  readonly stateMachineArn: string;
  readonly evidenceBucket: string;
  readonly trafficParameter: string;
  /** The function that the stack's schedule invokes. */
  readonly heartbeatFunction: string;
}

/** Puts PegasusBackup beside the database and the bucket: synthesised by the CDK, and deployed as it was synthesised. */
export async function install(stage: InstallationSite, directory: string): Promise<Installation> {
  const app = new App({ outdir: join(directory, 'cdk.out') });
  new PegasusEnvironment(app, STACK, {
    env: { account: LOCAL_ACCOUNT, region: LOCAL_REGION },
    settings: {
      baseUrl: `http://127.0.0.1:${stage.applicationPort}`,
      allowPrivateAddresses: true,
      readyWithin: Duration.seconds(20),
      existingDatabase: {
        instanceIdentifier: stage.databaseIdentifier,
        credentialsSecretArn: stage.databaseSecretArn,
      },
      existingBucket: { bucketName: stage.bucket },
      prefix: stage.prefix,
      writeTokenSecretArn: stage.writeTokenSecretArn,
    },
  });
  const assembly = app.synth();
  const { outputs, resources } = await stage.aws.deploy(assembly.directory, STACK);
  const output = (name: string): string => found(outputs[name], `output ${name}`);
  return {
    stateMachineArn: output('RestoreStateMachineArn'),
    evidenceBucket: output('EvidenceBucketName'),
    trafficParameter: output('TrafficParameterName'),
    heartbeatFunction: found(resources[scheduledFunction(assembly.directory)], 'function of the schedule'),
  };
}

/** Logical id of what the stack's one schedule invokes. */
function scheduledFunction(assemblyDirectory: string): string {
  const template: Template = JSON.parse(readFileSync(join(assemblyDirectory, `${STACK}.template.json`), 'utf8'));
  const schedule = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::Scheduler::Schedule');
  return found(schedule?.Properties?.Target?.Arn['Fn::GetAtt'][0], 'AWS::Scheduler::Schedule');
}

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties?: { readonly Target?: { readonly Arn: { 'Fn::GetAtt': string[] } } };
      }
    >
  >;
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The stack that the drill has deployed has no ${what}.`);
  return value;
}
