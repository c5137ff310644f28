import { namesIn, withDigests, withNames } from './named';

/**
 * Error names are API: handlers throw them, the state machine retries or catches them by name, the runbook has an
 * article for each.
 */
export const ErrorName = {
  /** The request cannot be carried out as given; nothing was touched. */
  INVALID_REQUEST: 'InvalidRequest',
  /** The target time lies outside what the stores can give back; nothing was touched. */
  TARGET_TIME_OUT_OF_RANGE: 'TargetTimeOutOfRange',
  /** Another run owns the lock; nothing was touched. */
  RESTORE_IN_PROGRESS: 'RestoreInProgress',
  /** Each drill makes a database: how many a day may, is limited. */
  TOO_MANY_DRILLS: 'TooManyDrills',
  APPROVAL_REFUSED: 'ApprovalRefused',
  /** A decision that cannot be carried out: the restore waits on, as if it had not been given. */
  DECISION_REFUSED: 'DecisionRefused',
  /** Writes could not be frozen, or the freeze did not hold; it was undone. */
  FREEZE_FAILED: 'FreezeFailed',
  /** The traffic parameter is gone, or says nothing that can be read: it is never taken for open. */
  TRAFFIC_UNREADABLE: 'TrafficUnreadable',
  /** Frozen, but transactions that have written do not end; nothing was restored. */
  WRITERS_NOT_DRAINED: 'WritersNotDrained',
  /** RDS refused a call for a reason that does not pass by itself: quota, capacity, key, permission, parameter. */
  DATABASE_REFUSED: 'DatabaseRefused',
  /** No authority that is trusted vouches for the database's server: nothing is read from it, or written to it. */
  DATABASE_UNTRUSTED: 'DatabaseUntrusted',
  /** The database to come exists already and is not ours. */
  DATABASE_NAME_TAKEN: 'DatabaseNameTaken',
  /** The restored database reached a status it will not leave by itself. */
  DATABASE_FAILED: 'DatabaseFailed',
  DATABASE_TIMED_OUT: 'DatabaseTimedOut',
  /** The restored database differs from the source in a setting that matters. */
  DATABASE_DIFFERS: 'DatabaseDiffers',
  /** The restored database holds another moment than asked for. */
  WRONG_RECOVERY_POINT: 'WrongRecoveryPoint',
  /** The object history does not reach back to the target time. */
  HISTORY_TOO_SHORT: 'HistoryTooShort',
  /** The store lists versions with a hole: nothing can be derived from the list; nothing was written. */
  LISTING_INCOMPLETE: 'ListingIncomplete',
  /** Objects to copy lie in an archive class and have to be thawed first; nothing was touched. */
  OBJECTS_ARCHIVED: 'ObjectsArchived',
  /** Archived objects could not be thawed, or not in time. */
  THAW_FAILED: 'ThawFailed',
  /** Rows refer to objects that will not exist at the target time. */
  DANGLING_REFERENCES: 'DanglingReferences',
  /** A reference that is named does not exist, may not be read, or holds values that cannot be looked up. */
  REFERENCES_NOT_PROVED: 'ReferencesNotProved',
  /** Nothing existed at that time, or no row of the restored database refers to the protected location: an empty proof is no proof. */
  NOTHING_TO_PROVE: 'NothingToProve',
  /** Keys could not be brought back; all of them are listed in the results. */
  OBJECTS_NOT_RESTORED: 'ObjectsNotRestored',
  /** After the rewind the bucket still differs from its state at the target time. */
  OBJECTS_DIFFER: 'ObjectsDiffer',
  /** The daily object copy lacks some of them. */
  OBJECT_COPY_INCOMPLETE: 'ObjectCopyIncomplete',
  /** Some locks of the copied objects could not be made longer: they will end. */
  LOCKS_NOT_RENEWED: 'LocksNotRenewed',
  /** A writer wrote to the bucket although writes were frozen. */
  FREEZE_ESCAPED: 'FreezeEscaped',
  CHECK_FAILED: 'CheckFailed',
  /** No check failed, and some did not come to an end: unknown is not passed. */
  CHECK_CRASHED: 'CheckCrashed',
  SMOKE_JOB_FAILED: 'SmokeJobFailed',
  /** People who were erased after the target time are back, or it is not known who: traffic is not opened to that. */
  ERASURES_NOT_REPEATED: 'ErasuresNotRepeated',
  /** A hook failed, took too long, or answered something else than what it has done. */
  HOOK_FAILED: 'HookFailed',
  /** Both stores are restored and verified, but traffic cannot be opened: still frozen. */
  RESTORED_STILL_FROZEN: 'RestoredStillFrozen',
  /** A drill is over, and something that it made is still there. */
  LEFTOVERS: 'Leftovers',
  /** No step failed, and yet the report lacks something without which nothing is verified. */
  REPORT_INCOMPLETE: 'ReportIncomplete',
  /** The execution was stopped, timed out as a whole or broke outside every catch: reported from outside. */
  EXECUTION_STOPPED: 'ExecutionStopped',
  /** A file of the evidence is gone, is none that a step writes, or is another execution's: it is not believed. */
  EVIDENCE_UNUSABLE: 'EvidenceUnusable',
  /** Something that may pass: the state machine tries it again. */
  RETRYABLE: 'Retryable',
} as const;
export type ErrorName = (typeof ErrorName)[keyof typeof ErrorName];

/**
 * An error whose name the state machine and the report know. The message says what was found and what to do; what is
 * `named` in it is for the evidence and the terminal only.
 */
export class PegasusError extends Error {
  /** The message for logs, mails and the state: digests in place of names. */
  readonly told: string;
  /** What the digests stand for. */
  readonly names: Readonly<Record<string, string>>;

  constructor(name: ErrorName, message: string, options?: ErrorOptions) {
    super(withNames(message), options);
    this.name = name;
    this.told = withDigests(message);
    this.names = namesIn(message);
  }
}

/**
 * The function was not begun and will be: the account's concurrency is used up (which CDK's default retry leaves out), or
 * its network has to be made again, as after weeks without a call.
 */
export const THROTTLED_ERRORS = [
  'Lambda.TooManyRequestsException',
  'Lambda.EC2ThrottledException',
  'Lambda.ENILimitReachedException',
  'Lambda.ResourceNotReadyException',
  'Lambda.ResourceConflictException',
];

/** Lambda's own trouble. */
export const SERVICE_ERRORS = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
];

/** How Lambda shows a handler that was killed; handlers are idempotent, so it is worth another try or two. */
export const KILLED_ERRORS = ['Lambda.Unknown', 'Runtime.ExitError', 'Sandbox.Timedout'];

/** How Step Functions shows a step that was over its time. */
export const TIMED_OUT_ERRORS = ['States.Timeout', 'States.HeartbeatTimeout'];
