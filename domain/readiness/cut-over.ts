import { judge } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const CUT_OVER: ReadinessCheck = {
  name: 'CutOver',
  expected: 'what the application reads can be rewritten to name a restored database',
};

/** @param unfit why it could not be carried out */
export const cutOver = (unfit: string | undefined): CheckResult =>
  judge(CUT_OVER, unfit === undefined ? [] : [unfit], 'it can be carried out');
