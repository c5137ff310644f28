import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Client } from 'pg';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';

const directory = mkdtempSync(join(tmpdir(), 'deployed-database-'));
let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ directory });
});
afterAll(async () => {
  await aws.close();
  rmSync(directory, { recursive: true, force: true });
});

test('a database is made with the password of its secret, and the secret then says where it is', async () => {
  const app = new App({ outdir: join(directory, 'cdk.out') });
  const stack = new Stack(app, 'With-Database');
  const instance = new DatabaseInstance(stack, 'Database', {
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
    instanceType: new InstanceType('t4g.micro'),
    databaseName: 'lectures',
    vpc: new Vpc(stack, 'Network'),
  });
  instance.applyRemovalPolicy(RemovalPolicy.DESTROY);
  await aws.deploy(app.synth().directory, 'With-Database');

  const rds = new RDSClient(aws.client);
  const cloudFormation = new CloudFormationClient(aws.client);
  const resources = [];
  for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName: 'With-Database' })) {
    resources.push(...(page.StackResourceSummaries ?? []));
  }
  const secret = resources.find(({ ResourceType }) => ResourceType === 'AWS::SecretsManager::Secret');
  const { username, password, host, port, dbname } = JSON.parse(aws.secrets.value(secret!.PhysicalResourceId!));
  const client = new Client({ user: username, password, host, port, database: dbname });
  await client.connect();
  expect((await client.query('select current_database() as name')).rows).toEqual([{ name: 'lectures' }]);
  await client.end();

  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'With-Database' }));
  await cloudFormation.send(new DeleteStackCommand({ StackName: 'With-Database' }));
  const StackName = Stacks![0]!.StackId;
  const status = async () =>
    (await cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks![0]!.StackStatus;
  while ((await status()) === 'DELETE_IN_PROGRESS') await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await status()).toBe('DELETE_COMPLETE');
  expect((await rds.send(new DescribeDBInstancesCommand({}))).DBInstances).toEqual([]);
  rds.destroy();
  cloudFormation.destroy();
});
