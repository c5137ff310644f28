import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { RestorePlan } from '../../domain/workflow/workflow';
import type { DatabaseKind } from '../database/database-kind';
import { type Patience, poll } from '../execution/poll-until';
import type { DrillApplication } from './drill-application';

/** RDS takes minutes to delete; so many tries of the step, each as long as its handler may run, are waited through. */
const TRIES = 4;

export interface LeftoversWorld {
  readonly databases: Pick<DatabaseKind, 'leftOf' | 'groups'>;
  /** What runs against the drill's database. @default - nothing does */
  readonly drillApplication?: Pick<DrillApplication, 'stop'>;
  readonly patience: Patience;
}

/** Before the database goes that it runs against. @returns what is left of it, in words */
export async function stopDrillApplication(
  { runId }: Pick<RestorePlan, 'runId'>,
  { drillApplication }: Pick<LeftoversWorld, 'drillApplication'>,
): Promise<readonly string[]> {
  try {
    await drillApplication?.stop(runId);
    return [];
  } catch (error) {
    return [`the drill application, which could not be stopped (${error instanceof Error ? error.message : error})`];
  }
}

/**
 * Counts the databases and backups that a drill has left, once everything is deleted. What goes away by itself is waited
 * for; parameter groups that it made go when no database uses them any more.
 * @param retryCount of the step
 * @returns in words; empty when nothing is left
 */
export async function countLeftovers(
  plan: Pick<RestorePlan, 'runId' | 'candidates'>,
  retryCount: number,
  { databases, patience }: LeftoversWorld,
): Promise<readonly string[]> {
  const names = plan.candidates.map(({ databaseIdentifier }) => databaseIdentifier);
  const look = async () => [
    ...(await databases.leftOf(plan.runId, names)),
    ...((await databases.groups?.removeUnused(names)) ?? []),
  ];
  const left = await poll(look, ({ length }) => length === 0, patience);
  if (left.length === 0 || retryCount >= TRIES - 1) return left;
  throw new PegasusError(ErrorName.RETRYABLE, `Still being deleted: ${left.join(', ')}.`);
}
