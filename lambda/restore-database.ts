import { S3Client } from '@aws-sdk/client-s3';
import { candidateOf, candidateTags, foreignTags } from '../domain/candidates';
import { ErrorName, PegasusError } from '../domain/errors';
import { parameterGroupCommands } from '../domain/parameter-group-commands';
import { seconds } from '../domain/target-time';
import type { DatabaseRestore, RestorePlan, Workflow } from '../domain/workflow';
import { Evidence } from './clients/evidence';
import { Manifests } from './clients/manifests';
import { NoRoomNotes } from './clients/no-room';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from './databases/connect';
import type { DatabaseKind, NotesNoRoom } from './databases/database-kind';
import { isNamed } from './databases/rds-answers';
import { restoreOrder } from './restore-order';
import { environment, type StepInvocation, stepHandler } from './step';

/** How long RDS may take: it copies as much as the database holds. */
const RESTORE_LIMIT_HOURS = 12;

/** What the construct puts into this handler's environment. */
export type RestoreDatabaseEnvironment = DatabaseEnvironment;

export type RestoreDatabaseInput = Pick<Workflow, 'plan' | 'candidate'>;

/**
 * Asks RDS for the database of this attempt, under a new identifier and set up like the source. RDS has no client
 * token: a second try finds the identifier taken, and adopts the instance only when its tags say that it is ours.
 */
export async function restoreDatabase(
  { plan, candidate: index, step }: RestoreDatabaseInput & StepInvocation,
  databases: Pick<DatabaseKind, 'rules' | 'describe' | 'restore'>,
  manifests: Pick<Manifests, 'lastOf'>,
  notes: Pick<NoRoomNotes, 'add'>,
): Promise<DatabaseRestore> {
  const candidate = candidateOf(plan, index);
  const identifier = candidate.databaseIdentifier;
  const order = await restoreOrder(plan, candidate, databases, manifests);
  const noted: NotesNoRoom = (noRoom) => notes.add(identifier, noRoom);
  const started = await databases.restore(order, noted).catch(async (error: unknown) => {
    throw await withCommands(error, plan, manifests);
  });
  if (!started) await adopt(identifier, candidateTags(plan, candidate), databases);
  return {
    identifier,
    adopted: !started,
    requestedTime: candidate.recoveryPoint.time,
    deadline: seconds(Date.parse(step.enteredAt) + RESTORE_LIMIT_HOURS * 3_600_000),
  };
}

/** A parameter group that is gone: what to type, by the last manifest of the source. Any other error as it is. */
async function withCommands(
  error: unknown,
  { sourceDatabase: { identifier, resourceId } }: RestorePlan,
  manifests: Pick<Manifests, 'lastOf'>,
): Promise<unknown> {
  if (!(error instanceof PegasusError && isNamed(error.cause, /ParameterGroupNotFound/))) return error;
  const last = await manifests.lastOf(identifier, resourceId);
  if (last === undefined || last.parameterGroups.length === 0) return error;
  const commands = parameterGroupCommands(last).join('; ');
  return new PegasusError(
    ErrorName.DATABASE_REFUSED,
    `${error.message} By the manifest of ${last.takenAt}, type: ${commands}`,
    { cause: error.cause },
  );
}

async function adopt(
  identifier: string,
  tags: Readonly<Record<string, string>>,
  databases: Pick<DatabaseKind, 'describe'>,
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

export const handler = stepHandler<RestoreDatabaseInput, DatabaseRestore>('RestoreDatabase', (input) => {
  const { bucket, prefix } = input.plan.evidence;
  const evidence = new Evidence(new S3Client({}), bucket);
  return restoreDatabase(
    input,
    databasesOf(environment<RestoreDatabaseEnvironment>(DATABASE_VARIABLES)),
    new Manifests(evidence),
    new NoRoomNotes(evidence, prefix),
  );
});
