import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { App, CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Application, PegasusBackup, ProtectedDatabase } from '../../../../lib';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../../local/aws/service';
import { TrafficParameter } from '../../../../runtime/traffic/traffic-parameter';

let directory: string;
let aws: LocalAws;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'traffic-'));
  aws = await startLocalAws({ directory });
});
afterEach(async () => {
  await aws.close();
  rmSync(directory, { recursive: true });
});

/** @returns the name of the traffic parameter */
async function deploy({ release = 'one', baseUrl = 'https://pegasus.example.com' } = {}): Promise<string> {
  const app = new App({ outdir: mkdtempSync(join(directory, 'cdk.out-')) });
  const stack = new Stack(app, 'Pegasus', { env: { account: LOCAL_ACCOUNT, region: LOCAL_REGION } });
  Tags.of(stack).add('release', release);
  const db = DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Database', {
    instanceIdentifier: 'pegasus',
    instanceEndpointAddress: 'pegasus.example.com',
    port: 5432,
    securityGroups: [],
  });
  const backup = new PegasusBackup(stack, 'Backup', {
    database: ProtectedDatabase.instance(db, { credentials: Secret.fromSecretNameV2(stack, 'Secret', 'pegasus') }),
    bucket: Bucket.fromBucketName(stack, 'Objects', 'objects'),
    application: Application.http({ baseUrl }),
  });
  new CfnOutput(stack, 'Traffic', { value: backup.trafficParameter.parameterName });
  const { outputs } = await aws.deploy(app.synth().directory, 'Pegasus');
  return outputs.Traffic!;
}

/** As the steps of a restore read and write it. */
function trafficAt(name: string): TrafficParameter {
  return new TrafficParameter(new SSMClient(aws.client), name);
}

test('traffic begins open, with generation 0, in a parameter that is there', async () => {
  const name = await deploy();
  expect(aws.parameters.get(name)).toMatchObject({
    Type: 'String',
    Value: '{"mode":"open","generation":0}',
    Version: 1,
  });
});

test.each([
  ['tags', { release: 'two' }],
  ['props', { baseUrl: 'https://other.example.com' }],
  ['nothing', {}],
])('F106 a deployment that changes %s leaves traffic frozen, with its generation', async (_, change) => {
  const name = await deploy();
  await trafficAt(name).set({ mode: 'frozen', generation: 4 });
  expect(await deploy(change)).toBe(name);
  expect(await trafficAt(name).read()).toMatchObject({ mode: 'frozen', generation: 4 });
});
