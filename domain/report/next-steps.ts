import { ErrorName } from '../workflow/errors';

/** What to do next, in one sentence for the engineer on call; the runbook has an article for each. */
const NEXT: Readonly<Record<ErrorName, string>> = {
  InvalidRequest: 'Correct the request as the cause says, and start again.',
  TargetTimeOutOfRange: 'Choose a target time inside the window that the cause names, or the snapshot.',
  RestoreInProgress: 'Let the other run end, or stop its execution, then start again.',
  DecisionRefused: 'The restore waits on. Correct the decision as the cause says, and decide again.',
  TooManyDrills: 'See who starts them; wait a day, or raise `maxDrillsPerDay` and deploy.',
  ApprovalRefused: 'Talk to the person who refused; start again when you agree.',
  FreezeFailed: 'Stop the writer that the cause names, then start again.',
  TrafficUnreadable: 'Write the traffic parameter as the cause says, then start again.',
  WritersNotDrained: 'End the transactions that the cause names, then start again.',
  DatabaseRefused: 'Do what the cause says (quota, capacity, key or permission), then start again.',
  DatabaseUntrusted:
    'Give the authorities of the database as the cause says (`certificateAuthorities`, or `sslrootcert` in its secret), then start again.',
  DatabaseNameTaken: 'Start again under another execution name; leave the other database alone.',
  DatabaseFailed: 'Look where the cause says; start again, or roll forward to a snapshot.',
  DatabaseTimedOut: 'Look where the cause says; start again when you know why it was slow.',
  DatabaseDiffers: 'Correct the settings that the cause lists, on the source or by hand, then start again.',
  WrongRecoveryPoint: 'Do not use the restored database; check the heartbeat, then choose another target time.',
  HistoryTooShort: 'Choose a later target time: older object versions no longer exist.',
  DanglingReferences:
    'Nothing was written to the bucket. Choose another target time, or find out who deletes versions. What is lost for ' +
    'good can be accepted by name (`decide --action accept-losses`) while a run holds: start again.',
  ReferencesNotProved:
    'Nothing was written to the bucket. Grant what the cause names, or correct `references` of the construct, then retry.',
  NothingToProve: 'Check that this is the right database and bucket, and the references of the construct.',
  ObjectsNotRestored:
    'Find the failed keys in the results, remove the cause, and start again: finished keys are skipped. What is lost for ' +
    'good can be accepted by name (`decide --action accept-losses`) while a run holds.',
  ObjectsDiffer: 'Find out who wrote to the bucket during the restore, then start again.',
  ListingIncomplete: 'Find out why the store leaves out versions of the key that the cause names, then start again.',
  ObjectsArchived:
    'Start again with `thaw` in the request, or thaw by hand what the cause counts, as the runbook says.',
  ThawFailed:
    'Remove the cause that the failed keys give, or choose another tier, then retry: what is thawed stays so.',
  ObjectCopyIncomplete:
    'Find the failed objects in the results, remove the cause, and start the copy again on the same day.',
  LocksNotRenewed: 'Read in the log of RenewLocks why, remove the cause, and start the renewal again.',
  FreezeEscaped: 'Find the writer that escaped the freeze and stop it, then start again.',
  CheckFailed: 'Read the failed checks below; start again, or choose another recovery point.',
  CheckCrashed: 'Read which checks did not finish and why; fix the cause, then start again.',
  SmokeJobFailed: 'Look at the application and its queue; the stores passed their checks.',
  ErasuresNotRepeated:
    'Erase again by hand whom the list names, or mend the function, then decide: `retry`, or `accept` once it is done.',
  HookFailed:
    'Read the log of the function that the cause names, mend and deploy it, then retry: every hook runs again.',
  RestoredStillFrozen:
    'What was in scope is restored and verified. Remove what the cause names, then open traffic by hand as the runbook says.',
  Leftovers: 'Production is unchanged. Delete by hand what the cause names; it carries the tag `pegasus-backup:run`.',
  ReportIncomplete: 'No step failed, but not everything was verified. Read what is missing, then start again.',
  ExecutionStopped: 'Start again with the same request: the new run takes over what this one left, and finishes.',
  EvidenceUnusable:
    'Find out what has written the file that the cause names, bring its right version back as the runbook says, then start again.',
  Retryable: 'All retries failed. Look at the service that the cause names, then start again.',
};

/** Errors of the platform (time-outs, killed handlers) and of the code itself share an article. */
export const OTHER_ARTICLE = 'anything-else';

export interface NextStep {
  readonly advice: string;
  /** Relative to the repository's root. */
  readonly article: string;
}

export function nextStep(error: string): NextStep {
  const known = Object.values(ErrorName).find((name) => name === error);
  return known === undefined
    ? {
        advice: "Look at the step's log for the run id; if it was killed or timed out, start again.",
        article: `docs/runbook.md#${OTHER_ARTICLE}`,
      }
    : { advice: NEXT[known], article: `docs/runbook.md#${known.toLowerCase()}` };
}
