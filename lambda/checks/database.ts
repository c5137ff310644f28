import { RECOVERY_ENDED, recoveryEnded } from '../../domain/checks/recovery-ended';
import { RECOVERY_POINT, recoveryPoint } from '../../domain/checks/recovery-point';
import { ROWS_PRESENT, rowsPresent } from '../../domain/checks/rows-present';
import type { Reference } from '../../domain/references';
import type { CheckResult, Workflow } from '../../domain/workflow';
import type { ReferenceRows } from '../clients/reference-rows';
import type { RestoredRows } from '../clients/restored-rows';
import { carryOut } from './carry-out';

export interface DatabaseWorld {
  readonly references: readonly Reference[];
  readonly referenceRows: Pick<ReferenceRows, 'discover' | 'count'>;
  readonly rows: Pick<RestoredRows, 'inRecovery'>;
}

export async function checkDatabase(
  { plan, database }: Pick<Workflow, 'plan' | 'database'>,
  { references, referenceRows, rows }: DatabaseWorld,
): Promise<readonly CheckResult[]> {
  return [
    await carryOut(RECOVERY_ENDED, async () => recoveryEnded(await rows.inRecovery())),
    await carryOut(RECOVERY_POINT, async () => recoveryPoint(database, plan.targetTime)),
    await carryOut(ROWS_PRESENT, async () => {
      const { found } = await referenceRows.discover(references);
      return rowsPresent(await referenceRows.count(found));
    }),
  ];
}
