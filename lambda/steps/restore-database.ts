import { seconds } from '../../domain/request/target-time';
import { candidateOf, candidateTags, foreignTags } from '../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { DatabaseRestore, Workflow } from '../../domain/workflow/workflow';
import { CapacityNotes } from '../../runtime/database/capacity-notes';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import type { DatabaseKind, NotesCapacity } from '../../runtime/database/database-kind';
import { Manifests } from '../../runtime/database/manifests';
import { remakeParameterGroups } from '../../runtime/database/recreate-parameter-groups';
import { restoreOrder } from '../../runtime/database/restore-order';
import { sourceAt } from '../../runtime/database/source-database';
import { evidenceOf } from '../../runtime/evidence/evidence';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** How long RDS may take: it copies as much as the database holds. */
const RESTORE_LIMIT_HOURS = 12;

/** What the construct puts into this handler's environment. */
export type RestoreDatabaseEnvironment = DatabaseEnvironment;

export type RestoreDatabaseInput = Pick<Workflow, 'plan' | 'execution' | 'candidate'>;

/**
 * Asks RDS for the database of this attempt, under a new identifier and set up like the source, with the parameter groups
 * that it had. RDS has no client
 * token: a second try finds the identifier taken, and adopts the instance only when its tags say that it is ours.
 */
export async function restoreDatabase(
  { plan, execution, candidate: index, step }: RestoreDatabaseInput & StepInvocation,
  databases: Pick<DatabaseKind, 'rules' | 'describe' | 'restore' | 'groups' | 'known'>,
  manifests: Pick<Manifests, 'lastOf' | 'newest'>,
  notes: Pick<CapacityNotes, 'add'>,
): Promise<DatabaseRestore> {
  const candidate = candidateOf(plan, index);
  const restoring = { plan, execution };
  const identifier = candidate.databaseIdentifier;
  const source = await sourceAt(plan, candidate, databases, manifests);
  const parameterGroups = await remakeParameterGroups(source, restoring, candidate, databases.groups);
  const order = restoreOrder(restoring, candidate, source, databases.rules, parameterGroups);
  const noted: NotesCapacity = (note) => notes.add(identifier, note);
  // What is there has its tag, and IAM lets no role tag it again: asked for it, RDS would answer with AccessDenied.
  const isThere = (await databases.describe(identifier)) !== undefined;
  const started = !isThere && (await databases.restore(order, noted));
  if (!started) await adopt(identifier, candidateTags(restoring, candidate), databases);
  return {
    identifier,
    adopted: !started,
    ...(parameterGroups.length > 0 && { parameterGroups }),
    requestedTime: candidate.recoveryPoint.time,
    deadline: seconds(Date.parse(step.enteredAt) + RESTORE_LIMIT_HOURS * 3_600_000),
  };
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
  const { prefix } = input.plan.evidence;
  const evidence = evidenceOf(input);
  return restoreDatabase(
    input,
    databasesOf(environment<RestoreDatabaseEnvironment>(DATABASE_VARIABLES)),
    new Manifests(evidence),
    new CapacityNotes(evidence, prefix),
  );
});
