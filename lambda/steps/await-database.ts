import { judgeLook } from '../../domain/database/status';
import { candidateOf } from '../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { DatabaseStatus, Workflow } from '../../domain/workflow/workflow';
import { CapacityNotes } from '../../runtime/database/capacity-notes';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import type { DatabaseKind } from '../../runtime/database/database-kind';
import { Manifests } from '../../runtime/database/manifests';
import { restoreOrder } from '../../runtime/database/restore-order';
import { sourceAt } from '../../runtime/database/source-database';
import { evidenceOf } from '../../runtime/evidence/evidence';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export type AwaitDatabaseEnvironment = DatabaseEnvironment;

/** `databaseStatus` is what the look before this one found; there is none at first. */
export type AwaitDatabaseInput = Pick<Workflow, 'plan' | 'execution' | 'candidate' | 'databaseRestore'> &
  Partial<Pick<Workflow, 'databaseStatus'>>;

/**
 * One look at the database to come; the state machine waits and calls again. Time is its clock's. The SDK's waiter is
 * not used: it polls on through lost keys, missing permissions and failed restores. A restore that takes more than one
 * call goes on here, as soon as it can.
 */
export async function awaitDatabase(
  input: AwaitDatabaseInput & StepInvocation,
  databases: Pick<DatabaseKind, 'rules' | 'classify' | 'tells' | 'describe' | 'continueRestore' | 'known'>,
  manifests: Pick<Manifests, 'lastOf' | 'newest'>,
  notes: Pick<CapacityNotes, 'add'>,
): Promise<DatabaseStatus> {
  const { plan, execution, databaseRestore, databaseStatus: before, step } = input;
  const { identifier, deadline } = databaseRestore;
  const { classify } = databases;
  const found = await databases.describe(identifier);
  const verdict = judgeLook({
    status: found?.status,
    pending: found?.pending ?? [],
    at: step.enteredAt,
    deadline,
    classify,
    before,
  });
  switch (verdict.outcome) {
    case 'failed':
      throw new PegasusError(
        ErrorName.DATABASE_FAILED,
        `The restored database ${identifier} failed: ${verdict.reason}. It is kept; look at ${databases.tells}.`,
      );
    case 'held':
      if (verdict.observed === 'insufficient-capacity') {
        throw new PegasusError(
          ErrorName.DATABASE_REFUSED,
          `RDS accepted ${identifier} and found no room for it then: it stays \`${verdict.observed}\`, and cannot be modified. ` +
            'Delete it, wait for room, then decide `retry`: the other placements are tried when RDS refuses the first at once.',
        );
      }
      throw new PegasusError(
        ErrorName.DATABASE_REFUSED,
        `The restored database ${identifier} cannot be used yet: ${verdict.reason}. Look at ${databases.tells}; when it is available, decide \`retry\`: the same database is taken.`,
      );
    case 'timed out':
      throw new PegasusError(
        ErrorName.DATABASE_TIMED_OUT,
        `The restored database ${identifier} was not ready by ${deadline}: ${verdict.reason}. It is kept; look at ${databases.tells}.`,
      );
    default:
      if (verdict.outcome === 'waiting' && found !== undefined) {
        const candidate = candidateOf(plan, input.candidate);
        await databases.continueRestore(
          found,
          async () => {
            const source = await sourceAt(plan, candidate, databases, manifests);
            return restoreOrder(
              { plan, execution },
              candidate,
              source,
              databases.rules,
              databaseRestore.parameterGroups,
            );
          },
          (note) => notes.add(identifier, note),
        );
      }
      return { ...verdict, since: before?.since ?? step.enteredAt };
  }
}

export const handler = stepHandler<AwaitDatabaseInput, DatabaseStatus>(
  'AwaitDatabase',
  (input) => {
    const { prefix } = input.plan.evidence;
    const evidence = evidenceOf(input);
    return awaitDatabase(
      input,
      databasesOf(environment<AwaitDatabaseEnvironment>(DATABASE_VARIABLES)),
      new Manifests(evidence),
      new CapacityNotes(evidence, prefix),
    );
  },
  // Hours of looks make two entries: the first and the last.
  { records: ({ outcome, polls }) => outcome === 'ready' || polls === 1 },
);
