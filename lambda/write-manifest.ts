import { Logger } from '@aws-lambda-powertools/logger';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DatabaseContent, DatabaseManifest, ParameterGroupValues } from '../domain/database-manifest';
import { seconds } from '../domain/target-time';
import { type DatabaseInstance, Databases } from './clients/database';
import { DatabaseFacts } from './clients/database-facts';
import { Evidence } from './clients/evidence';
import { Manifests } from './clients/manifests';
import { connect } from './clients/postgres';
import { Secrets } from './clients/secrets';
import { environment, stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface WriteManifestEnvironment {
  readonly EVIDENCE_BUCKET: string;
  readonly DATABASE_IDENTIFIER: string;
  readonly DATABASE_SECRET_ARN: string;
}

export interface WriteManifestWorld {
  readonly describe: () => Promise<DatabaseInstance | undefined>;
  readonly parameterGroup: (name: string) => Promise<ParameterGroupValues>;
  readonly secret: () => Promise<DatabaseManifest['secret']>;
  readonly content: (place: { readonly host: string; readonly port: number }) => Promise<DatabaseContent>;
  readonly manifests: Pick<Manifests, 'write'>;
  /** Milliseconds. */
  readonly now: () => number;
  /** Says what could not be found out. */
  readonly complain: (what: string, error: Error) => void;
}

/**
 * Every day: the source's settings, everything a restore drops, and what the database holds. It is what a restore is
 * made like and compared with once the source is gone. Dated when everything was read, rounded up: nothing in it is newer.
 * A database that does not answer costs the counts, not the settings.
 * @throws Error when there is no such database: the alarm on this function's errors then says so
 */
export async function writeManifest(world: WriteManifestWorld): Promise<DatabaseManifest> {
  const source = await world.describe();
  if (source === undefined) throw new Error('The protected database is gone: its last manifest is the one before.');
  const { identifier, resourceId, host, port, settings, roles, tags } = source;
  const group = settings.parameterGroup;
  const manifest: Omit<DatabaseManifest, 'takenAt'> = {
    version: 1,
    source: { identifier, resourceId },
    endpoint: host === undefined || port === undefined ? null : { host, port },
    settings,
    parameterGroup: group === null || group.startsWith('default.') ? null : await world.parameterGroup(group),
    roles,
    tags,
    secret: await world.secret(),
    content: await contentOf(source, world),
  };
  const dated = { ...manifest, takenAt: seconds(Math.ceil(world.now() / 1000) * 1000) };
  await world.manifests.write(dated);
  return dated;
}

async function contentOf(
  { host, port }: DatabaseInstance,
  { content, complain }: WriteManifestWorld,
): Promise<DatabaseContent | null> {
  if (host === undefined || port === undefined) return null;
  try {
    return await content({ host, port });
  } catch (error) {
    complain('the database could not be counted', error as Error);
    return null;
  }
}

export const handler = stepHandler<unknown, { readonly takenAt: string }>('WriteManifest', async () => {
  const { EVIDENCE_BUCKET, DATABASE_IDENTIFIER, DATABASE_SECRET_ARN } = environment<WriteManifestEnvironment>({
    EVIDENCE_BUCKET: 'required',
    DATABASE_IDENTIFIER: 'required',
    DATABASE_SECRET_ARN: 'required',
  });
  const databases = new Databases(new RDSClient({}));
  const secrets = new Secrets(new SecretsManagerClient({}));
  const { takenAt } = await writeManifest({
    describe: () => databases.describe(DATABASE_IDENTIFIER),
    parameterGroup: (name) => databases.parameterGroup(name),
    secret: async () => ({ arn: DATABASE_SECRET_ARN, versionId: (await secrets.read(DATABASE_SECRET_ARN)).versionId }),
    content: async (place) => {
      const client = await connect({ secretArn: DATABASE_SECRET_ARN, ...place, readOnly: true }, secrets);
      try {
        return await new DatabaseFacts(client).content();
      } finally {
        await client.end();
      }
    },
    manifests: new Manifests(new Evidence(new S3Client({}), EVIDENCE_BUCKET)),
    now: Date.now,
    complain: (what, error) => new Logger({ serviceName: 'WriteManifest' }).error(what, error),
  });
  return { takenAt };
});
