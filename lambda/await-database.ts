import { RDSClient } from '@aws-sdk/client-rds';
import { judgeLook } from '../domain/database-status';
import { ErrorName, PegasusError } from '../domain/errors';
import type { DatabaseStatus, Workflow } from '../domain/workflow';
import { Databases } from './clients/database';
import { type StepInvocation, stepHandler } from './step';

/** `databaseStatus` is what the look before this one found; there is none at first. */
export type AwaitDatabaseInput = Pick<Workflow, 'plan' | 'databaseRestore'> & Partial<Pick<Workflow, 'databaseStatus'>>;

/**
 * One look at the database to come; the machine waits and calls again. Time is the machine's own. The SDK's waiter is
 * not used: it polls on through lost keys, missing permissions and failed restores.
 */
export async function awaitDatabase(
  { databaseRestore: { identifier, deadline }, databaseStatus: before, step }: AwaitDatabaseInput & StepInvocation,
  databases: Pick<Databases, 'describe'>,
): Promise<DatabaseStatus> {
  const found = await databases.describe(identifier);
  const look = { status: found?.status, pending: found?.pending ?? [], at: step.enteredAt, deadline, before };
  const verdict = judgeLook(look);
  switch (verdict.outcome) {
    case 'failed':
      throw new PegasusError(
        ErrorName.DATABASE_FAILED,
        `The restored database ${identifier} failed: ${verdict.reason}. It is kept; look at its events in RDS.`,
      );
    case 'timed out':
      throw new PegasusError(
        ErrorName.DATABASE_TIMED_OUT,
        `The restored database ${identifier} was not ready by ${deadline}: ${verdict.reason}. It is kept.`,
      );
    default:
      return { ...verdict, since: before?.since ?? step.enteredAt };
  }
}

export const handler = stepHandler<AwaitDatabaseInput, DatabaseStatus>(
  'AwaitDatabase',
  (input) => awaitDatabase(input, new Databases(new RDSClient({}))),
  // Hours of looks make two entries: the first and the last.
  { records: ({ outcome, polls }) => outcome === 'ready' || polls === 1 },
);
