import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DatabaseContent, DatabaseManifest } from '../../domain/database/manifest';
import { seconds } from '../../domain/request/target-time';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import { DatabaseFacts } from '../../runtime/database/database-facts';
import type { DatabaseEndpoint, DatabaseKind, FoundDatabase } from '../../runtime/database/database-kind';
import { Dependents } from '../../runtime/database/dependents';
import { Manifests } from '../../runtime/database/manifests';
import { connect } from '../../runtime/database/postgres';
import { Evidence } from '../../runtime/evidence/evidence';
import { IMPATIENT } from '../../runtime/execution/fail-fast-client';
import { timeLeft } from '../../runtime/execution/lambda-context';
import { loggerOf } from '../../runtime/execution/logger';
import { Secrets } from '../../runtime/execution/secrets';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface WriteManifestEnvironment extends DatabaseEnvironment {
  readonly EVIDENCE_BUCKET: string;
  readonly EVIDENCE_LOCK_DAYS: string;
  readonly DATABASE_IDENTIFIER: string;
  readonly DATABASE_SECRET_ARN: string;
}

export interface WriteManifestWorld {
  readonly describe: () => Promise<FoundDatabase | undefined>;
  readonly parameterGroups: DatabaseKind['parameterGroups'];
  readonly secret: () => Promise<DatabaseManifest['secret']>;
  readonly dependents: Dependents['of'];
  readonly content: (endpoint: DatabaseEndpoint) => Promise<DatabaseContent>;
  readonly manifests: Pick<Manifests, 'write'>;
  /** Milliseconds. */
  readonly now: () => number;
  /** Says what could not be found out. */
  readonly complain: (what: string, error: Error) => void;
}

/**
 * Every day: the source's settings, everything a restore drops, and what the database holds. It is what a restore is
 * made like and compared with once the source is gone. Dated when everything was read, rounded up: nothing in it is newer.
 * A database that does not answer costs the counts, not the settings; so does a service that cannot be reached.
 * @throws Error when there is no such database: the alarm on this function's errors then says so
 */
export async function writeManifest(world: WriteManifestWorld): Promise<DatabaseManifest> {
  const source = await world.describe();
  if (source === undefined) throw new Error('The protected database is gone: its last manifest is the one before.');
  const { identifier, resourceId, host, port, settings, roles, tags } = source;
  const manifest: Omit<DatabaseManifest, 'takenAt'> = {
    version: 1,
    source: { identifier, resourceId },
    endpoint: host === undefined || port === undefined ? null : { host, port },
    settings,
    parameterGroups: await world.parameterGroups(settings),
    roles,
    dependents: await dependentsOf(source, world),
    tags,
    secret: await world.secret(),
    content: await contentOf(source, world),
  };
  const dated = { ...manifest, takenAt: seconds(Math.ceil(world.now() / 1000) * 1000) };
  await world.manifests.write(dated);
  return dated;
}

async function contentOf(
  { host, port, database, databaseName }: FoundDatabase,
  { content, complain }: WriteManifestWorld,
): Promise<DatabaseContent | null> {
  if (host === undefined || port === undefined) return null;
  try {
    return await content({ host, port, database, databaseName });
  } catch (error) {
    complain('the database could not be counted', error as Error);
    return null;
  }
}

async function dependentsOf({ names }: FoundDatabase, { dependents, complain }: WriteManifestWorld) {
  try {
    return await dependents(names);
  } catch (error) {
    complain('the proxies and alarms of the database could not be found out', error as Error);
    return null;
  }
}

/** One look at one table; what is under way when the time is over must end before the handler. */
const STATEMENT_MILLISECONDS = 45_000;

export const handler = stepHandler<unknown, { readonly takenAt: string }>('WriteManifest', async (_, context) => {
  const variables = environment<WriteManifestEnvironment>({
    ...DATABASE_VARIABLES,
    EVIDENCE_BUCKET: 'required',
    EVIDENCE_LOCK_DAYS: 'required',
    DATABASE_IDENTIFIER: 'required',
    DATABASE_SECRET_ARN: 'required',
  });
  const { EVIDENCE_BUCKET, DATABASE_IDENTIFIER, DATABASE_SECRET_ARN } = variables;
  const lockDays = Number(variables.EVIDENCE_LOCK_DAYS);
  const databases = databasesOf(variables);
  const secrets = new Secrets(new SecretsManagerClient({}));
  const dependents = new Dependents(new RDSClient(IMPATIENT), new CloudWatchClient(IMPATIENT));
  const { takenAt } = await writeManifest({
    describe: () => databases.describe(DATABASE_IDENTIFIER),
    parameterGroups: (settings) => databases.parameterGroups(settings),
    secret: async () => ({ arn: DATABASE_SECRET_ARN, versionId: (await secrets.read(DATABASE_SECRET_ARN)).versionId }),
    dependents: (names) => dependents.of(names),
    content: async (endpoint) => {
      const session = { readOnly: true, statementTimeoutMilliseconds: STATEMENT_MILLISECONDS };
      const client = await connect({ secretArn: DATABASE_SECRET_ARN, ...endpoint, ...session }, secrets);
      try {
        return await new DatabaseFacts(client).content(() => timeLeft(context, 'ending'));
      } finally {
        await client.end();
      }
    },
    manifests: new Manifests(new Evidence(new S3Client({}), EVIDENCE_BUCKET, { lockDays })),
    now: Date.now,
    complain: (what, error) => loggerOf('WriteManifest').error(what, error),
  });
  return { takenAt };
});
