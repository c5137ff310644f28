/** What an auditor, or the next restore, relies on is locked for a year, as access logs are kept. */
export const EVIDENCE_LOCK_DAYS = 365;

/** Below the bucket, as IAM takes them: who writes what. Locks, cursors and notes are written over, and not among it. */
export const KEPT_EVIDENCE = {
  plan: 'runs/*/plan.*',
  report: 'runs/*/report.*',
  manifest: 'manifests/*',
  baseline: 'baselines/*',
} as const;

const KEPT = /^(runs\/[^/]+\/(plan|report)\.[^/]+|(manifests|baselines)\/.+)$/;

export const isKept = (key: string): boolean => KEPT.test(key);
