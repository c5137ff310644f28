import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Client } from 'pg';
import { migrate } from '../application/schema';
import { databaseUrl } from '../application/supervisor';
import type { LocalAws } from '../aws/local-aws';
import { DrillAurora } from './databases/aurora';
import type { DatabaseChoice } from './databases/drill-database';
import { DrillInstance } from './databases/instance';
import { DrillSelfManaged } from './databases/self-managed';
import { makeDependents } from './dependents';
import type { DrillDatabase, Stage } from './model';
import { hireWriters } from './writers';

const DATABASE = 'pegasus-production';
const BUCKET = 'pegasus-production-objects';

export async function setStage(aws: LocalAws, choice: DatabaseChoice = 'instance'): Promise<Stage> {
  const { client } = aws;
  const rds = new RDSClient(client);
  const s3 = new S3Client(client);
  const secrets = new SecretsManagerClient(client);
  const ssm = new SSMClient(client);
  const secret = async (Name: string, SecretString: string) =>
    (await secrets.send(new CreateSecretCommand({ Name, SecretString }))).ARN!;

  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }));
  const login = { username: 'pegasus', password: randomBytes(18).toString('base64url'), dbname: 'pegasus' };
  const database = databaseOf(choice, { aws, rds, s3, ecs: new ECSClient(client) });
  const { postgresVersion, ...address } = await database.create(login);
  const writeToken = randomBytes(18).toString('base64url');
  const dependents = await makeDependents(database, { rds, cloudWatch: new CloudWatchClient(client) });
  const stage = {
    aws,
    postgresVersion,
    rds,
    s3,
    secrets,
    states: new SFNClient(client),
    ssm,
    bucket: BUCKET,
    prefix: 'pegasus/',
    database,
    databaseIdentifier: database.identifier,
    dependents,
    databaseSecretArn: await secret(
      'pegasus/database',
      JSON.stringify({ engine: 'postgres', ...login, ...address, sslmode: 'disable' }),
    ),
    writeTokenSecretArn: await secret('pegasus/write-token', writeToken),
    writeToken,
    applicationPort: await freePort(),
    writers: hireWriters(aws),
  };
  await withDatabase(stage, migrate);
  return stage;
}

function databaseOf(
  choice: DatabaseChoice,
  { aws, rds, ...clients }: Pick<Stage, 'aws' | 'rds' | 's3'> & { readonly ecs: ECSClient },
): DrillDatabase {
  switch (choice) {
    case 'instance':
      return new DrillInstance(rds, DATABASE);
    case 'aurora':
      return new DrillAurora(rds, DATABASE);
    case 'self-managed':
      return new DrillSelfManaged(aws, clients);
  }
}

type ApplicationDatabase = Pick<Stage, 'secrets' | 'databaseSecretArn'>;

/** The database that the application is pointed at now. */
export async function currentDatabaseUrl({ secrets, databaseSecretArn }: ApplicationDatabase): Promise<string> {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: databaseSecretArn }));
  return databaseUrl(JSON.parse(SecretString!));
}

/** A connection to that database; it ends with `end()`. */
export async function connectDatabase(stage: ApplicationDatabase): Promise<Client> {
  const database = new Client({ connectionString: await currentDatabaseUrl(stage) });
  // A server that goes away between two queries: the next query says so.
  database.on('error', () => {});
  await database.connect();
  return database;
}

/** One connection to that database, for as long as `work` lasts. */
export async function withDatabase<T>(stage: ApplicationDatabase, work: (database: Client) => Promise<T>): Promise<T> {
  const database = await connectDatabase(stage);
  try {
    return await work(database);
  } finally {
    await database.end();
  }
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
