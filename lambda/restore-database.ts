import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { candidateOf, candidateTags, foreignTags } from '../domain/candidates';
import { wantedSettings } from '../domain/database-configuration';
import { ErrorName, PegasusError } from '../domain/errors';
import { seconds } from '../domain/target-time';
import type { DatabaseRestore, Workflow } from '../domain/workflow';
import { Databases } from './clients/database';
import { Evidence } from './clients/evidence';
import { Manifests } from './clients/manifests';
import { sourceDatabase } from './source-database';
import { type StepInvocation, stepHandler } from './step';

/** How long RDS may take: it copies as much as the database holds. */
const RESTORE_LIMIT_HOURS = 12;

export type RestoreDatabaseInput = Pick<Workflow, 'plan' | 'candidate'>;

/**
 * Asks RDS for the database of this attempt, under a new identifier and set up like the source. RDS has no client
 * token: a second try finds the identifier taken, and adopts the instance only when its tags say that it is ours.
 */
export async function restoreDatabase(
  { plan, candidate: index, step }: RestoreDatabaseInput & StepInvocation,
  databases: Pick<Databases, 'describe' | 'restore'>,
  manifests: Pick<Manifests, 'lastOf'>,
): Promise<DatabaseRestore> {
  const candidate = candidateOf(plan, index);
  const identifier = candidate.databaseIdentifier;
  const source = await sourceDatabase(plan.sourceDatabase, databases, manifests);
  const tags = candidateTags(plan, candidate);
  const started = await databases.restore({
    source: plan.sourceDatabase,
    identifier,
    point: candidate.recoveryPoint,
    settings: wantedSettings(source.settings, plan.mode),
    tags,
  });
  if (!started) await adopt(identifier, tags, databases);
  return {
    identifier,
    adopted: !started,
    requestedTime: candidate.recoveryPoint.time,
    deadline: seconds(Date.parse(step.enteredAt) + RESTORE_LIMIT_HOURS * 3_600_000),
  };
}

async function adopt(
  identifier: string,
  tags: Readonly<Record<string, string>>,
  databases: Pick<Databases, 'describe'>,
): Promise<void> {
  const existing = await databases.describe(identifier);
  if (existing === undefined) {
    throw new PegasusError(ErrorName.RETRYABLE, `${identifier} exists, and RDS does not show it yet.`);
  }
  const foreign = foreignTags(existing.tags, tags);
  if (foreign.length === 0) return;
  throw new PegasusError(
    ErrorName.DATABASE_NAME_TAKEN,
    `A database ${identifier} exists already and does not carry this run's ${foreign.join(', ')}: it is left alone. ` +
      'Rename it, or start the restore again under another execution name.',
  );
}

export const handler = stepHandler<RestoreDatabaseInput, DatabaseRestore>('RestoreDatabase', (input) =>
  restoreDatabase(
    input,
    new Databases(new RDSClient({})),
    new Manifests(new Evidence(new S3Client({}), input.plan.evidence.bucket)),
  ),
);
