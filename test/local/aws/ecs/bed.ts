import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTasksCommand, ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { App, Size, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Client } from 'pg';
import { DatabaseTasks } from '../../../../lib/database/self-managed/database-tasks';
import { AWS_CLI_IMAGE, POSTGRES_IMAGES } from '../../../../lib/database/self-managed/images';
import { startLocalAws } from '../../../../local/aws/local-aws';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../../local/aws/service';
import { type OwnServer, startOwnServer } from '../../../../local/postgres/own-server';

const DUMPS = 'pegasus-dumps';

/** A server of its own, and the synthesised tasks that dump and restore it. */
export async function startBed() {
  const directory = mkdtempSync(join(tmpdir(), 'pegasus-tasks-'));
  const aws = await startLocalAws({ directory });
  const server = await startOwnServer(directory, { username: 'pegasus', password: 'p@ss/word?', dbname: 'pegasus' });
  const { client } = aws;
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const ecs = new ECSClient(client);
  await s3.send(new CreateBucketCommand({ Bucket: DUMPS }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: DUMPS, VersioningConfiguration: { Status: 'Enabled' } }));
  const { ARN } = await new SecretsManagerClient(client).send(
    new CreateSecretCommand({ Name: 'pegasus/database', SecretString: JSON.stringify(server.secret) }),
  );
  const { dump, restore } = await deployTasks(aws, directory, ARN!, server.major);
  const run = async (taskDefinition: string, environment: Readonly<Record<string, string>> = {}) => {
    const { tasks } = await ecs.send(
      new RunTaskCommand({
        cluster: 'pegasus',
        taskDefinition,
        launchType: 'FARGATE',
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
        overrides: {
          containerOverrides: ['dump', 'upload', 'download', 'restore'].map((name) => ({
            name,
            environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
          })),
        },
      }),
    );
    const arn = tasks![0]!.taskArn!;
    await aws.ecs.tasks.finished(arn);
    const described = await ecs.send(new DescribeTasksCommand({ cluster: 'pegasus', tasks: [arn] }));
    return Object.fromEntries(described.tasks![0]!.containers!.map(({ name, exitCode }) => [name, exitCode]));
  };
  return {
    s3,
    bucket: DUMPS,
    server,
    directory,
    dump: (environment?: Readonly<Record<string, string>>) => run(dump, environment),
    restore: (environment: Readonly<Record<string, string>>) => run(restore, environment),
    query: (text: string, database?: string, secret?: OwnServer['secret']) =>
      query({ secret: secret ?? server.secret }, text, database),
    close: async () => {
      await aws.close();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type Bed = Awaited<ReturnType<typeof startBed>>;

async function query({ secret }: Pick<OwnServer, 'secret'>, text: string, database = String(secret.dbname)) {
  const client = new Client({
    host: String(secret.host),
    port: Number(secret.port),
    user: String(secret.username),
    password: String(secret.password),
    database,
  });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function deployTasks(
  aws: Awaited<ReturnType<typeof startLocalAws>>,
  directory: string,
  secretArn: string,
  majorVersion: number,
) {
  const app = new App({ outdir: join(directory, 'cdk.out') });
  const stack = new Stack(app, 'Tasks', { env: { account: LOCAL_ACCOUNT, region: LOCAL_REGION } });
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['us-east-1a'],
    privateSubnetIds: ['subnet-1'],
  });
  const tasks = new DatabaseTasks(stack, 'DatabaseTasks', {
    settings: {
      databaseName: 'pegasus',
      credentials: Secret.fromSecretCompleteArn(stack, 'Secret', secretArn),
      majorVersion,
      vpc,
      cpu: 1024,
      memory: Size.mebibytes(2048),
      ephemeralStorage: Size.gibibytes(21),
      parallelJobs: 2,
      postgresImage: POSTGRES_IMAGES[majorVersion]!,
      awsCliImage: AWS_CLI_IMAGE,
    },
    dumps: Bucket.fromBucketName(stack, 'Dumps', DUMPS),
  });
  const arn = (definition: typeof tasks.dump) => stack.resolve(definition.taskDefinitionArn).Ref as string;
  const { resources } = await aws.deploy(app.synth().directory, 'Tasks');
  return { dump: resources[arn(tasks.dump)]!, restore: resources[arn(tasks.restore)]! };
}
