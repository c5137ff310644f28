import type { RestorePlan } from './workflow/workflow';

/** Where the token of a run lies that waits to be approved; only approvers may read it. */
export const approvalKey = ({ evidence }: Pick<RestorePlan, 'evidence'>): string => `${evidence.prefix}approval.json`;

/** Where the token of an attempt's hold lies; only those who decide may read it. */
export const decisionKey = ({ evidence }: Pick<RestorePlan, 'evidence'>, attempt: number): string =>
  `${evidence.prefix}decisions/attempt-${attempt}.json`;
