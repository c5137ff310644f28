import { S3Client } from '@aws-sdk/client-s3';
import { type Baseline, brokenTwice } from '../../domain/references/baseline';
import { parseReferences } from '../../domain/references/references';
import { seconds } from '../../domain/request/target-time';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import { databaseIdentity } from '../../runtime/database/database-identity';
import { connect } from '../../runtime/database/postgres';
import { Evidence } from '../../runtime/evidence/evidence';
import { currentKeys } from '../../runtime/objects/current-keys';
import { Baselines } from '../../runtime/references/baselines';
import { brokenReferences } from '../../runtime/references/broken-references';
import { ReferenceRows } from '../../runtime/references/reference-rows';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface WriteBaselineEnvironment extends DatabaseEnvironment {
  readonly EVIDENCE_BUCKET: string;
  readonly EVIDENCE_LOCK_DAYS: string;
  readonly PROTECTED_BUCKET: string;
  readonly OBJECT_PREFIX?: string;
  readonly DATABASE_IDENTIFIER: string;
  readonly DATABASE_SECRET_ARN: string;
  readonly REFERENCES: string;
}

/** What is broken at one moment. */
export interface Look extends Pick<Baseline, 'checked' | 'broken' | 'references' | 'database'> {
  /** ISO 8601, the database's clock, once rows and objects were read. */
  readonly at: string;
}

export interface WriteBaselineWorld {
  readonly source: () => Promise<Baseline['source']>;
  readonly look: () => Promise<Look>;
  readonly baselines: Pick<Baselines, 'write'>;
}

/**
 * Every day: which rows of the running system refer to objects that are not there. A restore to a later moment brings
 * back what was broken then as it was; only this list tells it apart from what the restore has broken.
 */
export async function writeBaseline({ source, look, baselines }: WriteBaselineWorld): Promise<Baseline> {
  const first = await look();
  const { at, checked, broken, references, database } = first.broken.length === 0 ? first : await look();
  const takenAt = seconds(Math.ceil(Date.parse(at) / 1000) * 1000);
  const baseline: Baseline = {
    version: 1,
    takenAt,
    source: await source(),
    ...(database && { database }),
    checked,
    broken: brokenTwice(first.broken, broken),
    ...(references && { references }),
  };
  await baselines.write(baseline);
  return baseline;
}

export const handler = stepHandler<unknown, { readonly takenAt: string; readonly broken: number }>(
  'WriteBaseline',
  async () => {
    const variables = environment<WriteBaselineEnvironment>({
      ...DATABASE_VARIABLES,
      EVIDENCE_BUCKET: 'required',
      EVIDENCE_LOCK_DAYS: 'required',
      PROTECTED_BUCKET: 'required',
      OBJECT_PREFIX: 'optional',
      DATABASE_IDENTIFIER: 'required',
      DATABASE_SECRET_ARN: 'required',
      REFERENCES: 'required',
    });
    const s3 = new S3Client({});
    const objects = { bucket: variables.PROTECTED_BUCKET, prefix: variables.OBJECT_PREFIX ?? '' };
    const found = await databasesOf(variables).describe(variables.DATABASE_IDENTIFIER);
    const { host, port, database, identifier, resourceId } = found ?? {};
    if (host === undefined || port === undefined || identifier === undefined || resourceId === undefined) {
      throw new Error('The protected database does not answer: there is no baseline of today.');
    }
    const target = { secretArn: variables.DATABASE_SECRET_ARN, host, port, database, readOnly: true };
    const { takenAt, broken } = await writeBaseline({
      source: async () => ({ identifier, resourceId }),
      look: async () => {
        const client = await connect(target);
        try {
          await client.query('begin isolation level repeatable read read only');
          const references = parseReferences(variables.REFERENCES);
          const seen = await brokenReferences(references, new ReferenceRows(client), currentKeys(s3, objects), objects);
          const { rows: clock } = await client.query<{ at: Date }>('select clock_timestamp() as at');
          return { ...seen, database: await databaseIdentity(client), at: clock[0]!.at.toISOString() };
        } finally {
          await client.end();
        }
      },
      baselines: new Baselines(
        new Evidence(s3, variables.EVIDENCE_BUCKET, { lockDays: Number(variables.EVIDENCE_LOCK_DAYS) }),
      ),
    });
    return { takenAt, broken: broken.length };
  },
);
