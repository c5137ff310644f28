/**
 * The contract of the workflow: what travels through the restore state machine, in the order in which it is filled in.
 *
 * Every state receives the whole of it and its handler returns exactly one field. The state carries names and
 * pointers only: lists live in the evidence bucket, secrets stay in Secrets Manager.
 */

/** The steps of the runbook: state names, handler files (kebab-case), ledger entries and report headings. */
export const ALL_STEPS = [
  'PlanRestore',
  'RequestApproval',
  'ThawObjects',
  'FreezeWrites',
  'RunAfterFreezeHooks',
  'KeepDatabase',
  'RestoreDatabase',
  'AwaitDatabase',
  'ConfigureDatabase',
  'PlanObjects',
  'ListErasures',
  'ProveReferences',
  'RestoreObjects',
  'VerifyObjects',
  'RunBeforeOpenHooks',
  'OpenLowTraffic',
  'RunChecks',
  'RunSmokeJob',
  'RepeatErasures',
  'ResumeTraffic',
  'RecordDataLoss',
  'DiagnoseFailure',
  'AwaitDecision',
  'TearDown',
  'WriteReport',
] as const;
export type StepName = (typeof ALL_STEPS)[number];

/** Only where `erasures` or `hooks` are declared. */
export const OPTIONAL_STEPS = [
  'ListErasures',
  'RepeatErasures',
  'RunAfterFreezeHooks',
  'RunBeforeOpenHooks',
] as const satisfies readonly StepName[];
type OptionalStep = (typeof OPTIONAL_STEPS)[number];

/** Those of every restore. */
export const STEPS: readonly Exclude<StepName, OptionalStep>[] = ALL_STEPS.filter(
  (step): step is Exclude<StepName, OptionalStep> => !OPTIONAL_STEPS.some((one) => one === step),
);

/** `incident` restores production in place; `drill` touches nothing of production and tears everything down. */
export type RestoreMode = 'incident' | 'drill';

/** Which of the two stores goes back to the target time; the other stays as it is, and is proved to belong to it. */
export type RestoreScope = 'database' | 'objects' | 'both';

/** How fast archived objects are made readable, dearest first. */
export const THAW_TIERS = ['expedited', 'standard', 'bulk'] as const;
export type ThawTier = (typeof THAW_TIERS)[number];

/** That archived sources are thawed, and how. */
export interface Thaw {
  readonly tier: ThawTier;
  /** For so long the thawed copies can be read. */
  readonly days: number;
}

/** Uploads in parts of which the listing does not tell whether they were complete at the target time, by key. */
export interface NamedUploads {
  /** They were. */
  readonly include: readonly string[];
  /** They were completed later. */
  readonly exclude: readonly string[];
}

/** What the operator writes. Only `targetTime` (or `snapshot`) and `reason` are needed; a drill chooses its own time. */
export interface RestoreRequest {
  /** ISO 8601 with a zone; normalised to whole seconds UTC. */
  readonly targetTime?: string;
  /** A database snapshot to start from, instead of a time. */
  readonly snapshot?: string;
  readonly reason: string;
  /** @default 'incident' */
  readonly mode?: RestoreMode;
  /** @default 'both' */
  readonly scope?: RestoreScope;
  readonly requestedBy?: string;
  /** `standard`, `bulk:14`: thaw what lies in an archive and has to be copied. @default - it is refused, with the cost */
  readonly thaw?: string;
  /** When the incident began; candidates never pass it without approval. */
  readonly incidentStart?: string;
  /** See NamedUploads. @default - rows decide where they can; the others are left as they stand, and reported */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** Identity of the execution, put there by the state machine itself. */
export interface ExecutionIdentity {
  /** The execution's ARN. */
  readonly id: string;
  readonly name: string;
  /** ISO 8601, the state machine's clock. */
  readonly startedAt: string;
}

/** A location in a bucket: everything whose key begins with `prefix`. */
export interface Location {
  readonly bucket: string;
  readonly prefix: string;
}

/** Something the database can be restored from. */
export type RecoveryPoint =
  | { readonly kind: 'time'; readonly time: string }
  | { readonly kind: 'snapshot'; readonly snapshotId: string; readonly time: string };

/** One matched attempt: a recovery point and the object time that belongs to it. */
export interface Candidate {
  readonly recoveryPoint: RecoveryPoint;
  /** Whole seconds UTC: the moment of the recovery point. */
  readonly objectTime: string;
  /** Name of the database to come, decided before anything exists. */
  readonly databaseIdentifier: string;
  /** Why this candidate stands where it stands. */
  readonly reason: string;
  /** What ran at its recovery point, where the source has been upgraded since; `manifest` has the groups of that engine. */
  readonly engine?: { readonly version: string; readonly manifest: string | null };
  /** Why it needs approval: it may hold what the incident has done. */
  readonly needsApproval?: string;
}

/** Where in a restore a function of the user's runs: writes are frozen, or both stores are verified. */
export type HookTime = 'after-freeze' | 'before-open';

/** A function of the user's, for what is neither database nor bucket. */
export interface PlannedHook {
  readonly name: string;
  readonly when: HookTime;
  readonly functionArn: string;
}

/** PlanRestore: everything decided and named before anything is touched. */
export interface RestorePlan {
  /** Derived from the execution; `[a-z0-9-]`, names the run's folder in the evidence bucket. */
  readonly runId: string;
  readonly mode: RestoreMode;
  readonly scope: RestoreScope;
  /**
   * What was asked for, `YYYY-MM-DDTHH:MM:SSZ`, whole seconds UTC. Nothing is judged by it: a run may roll
   * forward, and a dump may be the newest before it. What is restored is the moment of the candidate in use.
   */
  readonly targetTime: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly incidentStart: string | null;
  readonly sourceDatabase: { readonly identifier: string; readonly resourceId: string };
  /** The protected bucket and prefix. */
  readonly objects: Location;
  /** `runs/<runId>/` in the evidence bucket. */
  readonly evidence: Location;
  /** @default - archived sources are refused */
  readonly thaw?: Thaw;
  /** @default - none */
  readonly named?: NamedUploads;
  /** Key of the lock in the evidence bucket; its body names the owner. */
  readonly lockKey: string;
  readonly approvalRequired: boolean;
  /** ARN of the state machine that is started to approve this run, or to decide how it goes on. */
  readonly decisionStateMachine: string;
  readonly candidates: readonly Candidate[];
  /** What this run invokes, in order; of a drill those that are meant for it. @default - none */
  readonly hooks?: readonly PlannedHook[];
  /** What has changed since, and does not keep it from being restored; in words. */
  readonly notes?: readonly string[];
  /** What the database could also be restored from, and why it was not chosen; the nearest few. */
  readonly leftOut?: readonly { readonly recoveryPoint: RecoveryPoint; readonly reason: string }[];
}

/** What a decision says about itself. */
export interface Decided {
  readonly reason: string;
  /** ARN of the execution of the decision state machine: CloudTrail knows who started it. */
  readonly decidedIn: string;
}

/** RequestApproval: who approved. */
export interface Approval extends Partial<Decided> {
  /** A label. */
  readonly approvedBy: string;
  readonly approvedAt: string;
}

/** ThawObjects: called again until `thawed`; which objects, in the evidence. */
export interface ObjectsThawed {
  readonly outcome: /** The history is being listed for archived sources. */
    | 'listing'
    /** They are known, and what thawing them takes is said; nothing has been asked for. */
    | 'planned'
    /** They are being asked for. */
    | 'asking'
    /** All are asked for; S3 takes its time. */
    | 'waiting'
    | 'thawed';
  readonly objects: number;
  readonly bytes: number;
  /** As `ObjectPlan.sealed`; of what was listed so far. */
  readonly sealed?: string;
  /** What it takes, in words; for the approval and the report. */
  readonly says?: string;
  /** From when all are asked for. */
  readonly patienceMinutes?: number;
  /** ISO 8601; after it what is not readable has failed. */
  readonly deadline?: string;
}

export type TrafficMode = 'frozen' | 'low-traffic' | 'open';

/** Where a database answers that the template does not name. */
export interface UsedDatabase {
  readonly host: string;
  readonly port: number;
  /** Where one server has several. */
  readonly database?: string;
}

/** Rows of user tables written since the statistics began, by Postgres' own count. */
export interface RowsWritten {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** FreezeWrites: the moment from which nothing is written. The prior state is in the ledger (`freeze.json`). */
export interface Freeze {
  readonly frozenAt: string;
  /** Whose clock says so: the database's, unless it could not be reached. */
  readonly frozenAtSource?: 'database' | 'state machine';
  /** What had been written in the database when the freeze was proved. */
  readonly rowsWritten?: RowsWritten;
  readonly priorMode: TrafficMode;
  /** SHA-256 of `freeze.json`: it counts only as it was written. */
  readonly record?: string;
  /** In words: how the canary was refused, before the freeze too, and whether transactions were still writing. */
  readonly proof?: { readonly application: string; readonly database: string; readonly references?: string };
  /** References that the running database had; undefined when it could not be asked. */
  readonly references?: readonly string[];
  /** Runs that ended in this very freeze, oldest first: what they covered in the bucket is this run's to tell. */
  readonly continues?: readonly string[];
  /** Where the application's database was, where a cut-over before had led it away from the protected one. */
  readonly used?: UsedDatabase;
  /** Raised by each cut-over; the fence against stale workers and wrong databases. */
  readonly generation: number;
}

/** What one hook has said. */
export interface HookRun {
  readonly name: string;
  /** Its own sentence. */
  readonly done: string;
  readonly seconds: number;
}

/** RunAfterFreezeHooks, RunBeforeOpenHooks: one hook more each time, until all of the plan have run. */
export interface HooksRun {
  readonly ran: readonly HookRun[];
}

/** A parameter group of the source that is gone, made again under another name: its own is left free for a person to make. */
export interface RemadeGroup {
  readonly of: 'instance' | 'cluster';
  readonly name: string;
  readonly as: string;
  /** Values that a file alone does not bring. @default - none */
  readonly leftOut?: readonly string[];
}

/** RestoreDatabase: the restore has been asked for (or found asked for). */
export interface DatabaseRestore {
  readonly identifier: string;
  /** True when an earlier try of this run had already started it. */
  readonly adopted: boolean;
  /** Parameter groups of the source that were gone. */
  readonly parameterGroups?: readonly RemadeGroup[];
  /** Time asked for, whole seconds UTC. */
  readonly requestedTime: string;
  /** ISO 8601; after it AwaitDatabase gives up. */
  readonly deadline: string;
}

/** AwaitDatabase: one look at the database to come. */
export interface DatabaseStatus {
  readonly outcome: 'ready' | 'waiting';
  /** The status as RDS said it. */
  readonly observed: string;
  readonly polls: number;
  /** How often in a row it was seen ready: stable before ready. */
  readonly readyPolls: number;
  /** The same of a status that is in no list. */
  readonly unknownPolls?: number;
  readonly since: string;
}

/** ConfigureDatabase: the restored database, as the source was, and what moment it really holds. Or KeepDatabase: the one that stays. */
export interface RestoredDatabase {
  readonly identifier: string;
  readonly host: string;
  readonly port: number;
  readonly name: string;
  /**
   * What is proved of its recovery to the candidate's moment: newest heartbeat in it, or the last commit that recovery
   * replayed, else that moment; of a database that stays, when it was looked at. Whole seconds UTC.
   */
  readonly recoveredTo: string;
  readonly recoveredToSource: 'heartbeat' | 'replay' | 'request' | 'live';
  /** Seconds from `recoveredTo` to the recovery point: nothing proves what was written in them. Null when nothing proves any. */
  readonly notProvedSeconds?: number | null;
  /** Settings that were converged after the restore. */
  readonly converged: readonly string[];
  /** Settings that differ and do not matter, with the reason. */
  readonly waived?: readonly string[];
  /** Placements that RDS had no room for, in words. */
  readonly capacityNotes?: readonly string[];
  /** Its next transaction id when it was ready: rows with it or a later one were written since the restore. */
  readonly transaction?: string;
  /** Sequences that were raised: `public.credit_ledger_id_seq to 1200`. */
  readonly sequencesRaised?: readonly string[];
  /** SHA-256 of `sequences.json`. */
  readonly sequenceRecord?: string;
  /** Sequences that were left as they are, with the reason, and what is not known of the ids that the source handed out. */
  readonly sequencesLeft?: readonly string[];
  readonly dependents?: DependentsCompared;
  /** Owners and privileges that the restore left out, in words; undefined where it brings them. */
  readonly accessLeftOut?: readonly string[];
}

/** What names the source and does not follow the application to the restored database; each is in the evidence. */
export type DependentsCompared =
  | {
      readonly outcome: 'compared';
      readonly differences: number;
      /** Key of `attempt-<n>/dependents.json`. */
      readonly detail: string;
      /** SHA-256 of what lies there. */
      readonly sealed: string;
    }
  | { readonly outcome: 'unknown'; readonly cause: string };

/** PlanObjects: state at the candidate's time and the actions, as parts in the evidence bucket; counts here. */
export interface ObjectPlan {
  /** False while the lister ran out of its time: called again with `cursor`. */
  readonly complete: boolean;
  /** Where the lister goes on; opaque; small. */
  readonly cursor?: string;
  /** SHA-256 under which the cursor and the digests of all parts lie; see SealedEvidence. */
  readonly sealed: string;
  /** `state/part-*.jsonl`: every key at the target time, in key order (UTF-8 binary). */
  readonly state: Location;
  /** `actions/part-*.jsonl`: what to do, with the current version id. */
  readonly actions: Location;
  /** `results/`: one file for each action part that was carried out. */
  readonly results: Location;
  readonly versionsListed: number;
  readonly keys: number;
  readonly unchanged: number;
  readonly copy: number;
  readonly mark: number;
  readonly ambiguous: number;
  readonly bytesToCopy: number;
}

/** ListErasures: who was erased after the target time, and is back; counts here, keys in the evidence, where they expire. */
export type Erasures =
  | {
      readonly outcome: 'listed';
      /** The database that has them again: another candidate has others. */
      readonly database: string;
      readonly expected: number;
      /** Where the keys are, one a line. */
      readonly list: Location;
      /** SHA-256 of these lines: no one is erased but who was listed. */
      readonly sha256: string;
      /** What was declared and could not be looked at, with the reason. */
      readonly notListed: readonly { readonly table: string; readonly reason: string }[];
    }
  | { readonly outcome: 'unknown'; readonly cause: string };

/** RepeatErasures: what the function has done of it, counted. */
export interface ErasuresRepeated {
  /** `accepted`: an operator has decided to open traffic without. */
  readonly outcome: 'repeated' | 'accepted';
  /** Null: it was not known how many. */
  readonly expected: number | null;
  readonly erased: number;
  /** Left by the function: deleted after the target time, and no erasure. */
  readonly kept: number;
}

/** ProveReferences: rows of the restored database joined with the planned object state; no write so far. */
export interface ReferenceProof {
  /** As `ObjectPlan.sealed`, with the actions that rows have decided. */
  readonly sealed: string;
  readonly rowsChecked: number;
  readonly checked: number;
  readonly dangling: number;
  readonly orphaned: number;
  /** References to objects of which the listing could not tell whether they existed at the target time: the rows vouch for them. */
  readonly ambiguous?: number;
  /** Actions that rows have decided, beside those of the plan. */
  readonly resolved?: number;
  /** Keys of which rows cannot tell what they held at the target time; all of them below `detail`, with what was taken. */
  readonly unsettled?: { readonly keys: number; readonly detail: string };
  /** References that do not point into the protected bucket and prefix: reported, never skipped. */
  readonly elsewhere: number;
  /** References that dangle, and were accepted as lost by name. */
  readonly accepted?: number;
  /** References that dangle, and did so before: the same row missed the same object in the baseline. */
  readonly danglingBefore?: number;
  /** SHA-256 of `already-dangling.json`: what dangled before, and what was accepted as lost. */
  readonly alreadyDangling: string;
  /** SHA-256 of `events.json`. @default - nothing is written, so no one is told */
  readonly events?: string;
  /** When that baseline was taken; null when there was none from before the target time. */
  readonly baseline?: string | null;
  readonly tables: readonly string[];
  readonly tablesNotFound: readonly string[];
  /** Evidence prefix of the detailed proof: `part-*.jsonl`, one finding a line. */
  readonly detail: string;
}

/** RestoreObjects: what the Distributed Map's children add up to; the details are in `objectPlan.results`. */
export interface ObjectsRestored {
  readonly parts: number;
  readonly failed: number;
  /** Error names of parts that ended before they could say which keys failed; their ledger entries have the causes. */
  readonly broken?: readonly string[];
}

/** VerifyObjects: listed again, no action left. Called again while `complete` is false. */
export interface ObjectsVerified {
  readonly complete: boolean;
  /** While it is not: SHA-256 under which lies where it goes on. */
  readonly cursor?: string;
  readonly versionsListed: number;
  readonly remaining: number;
  readonly copied: number;
  readonly marked: number;
  /** Copies whose wanted version was computed again, of how many. @default - it is not complete */
  readonly recomputed?: { readonly looked: number; readonly of: number };
}

/** OpenLowTraffic: the application points at the candidate, fenced by a new generation. */
export interface LowTraffic {
  readonly openedAt: string;
  readonly generation: number;
  /** Where the restored database answers from now on: a rename gives it another address. */
  readonly host?: string;
  readonly port?: number;
}

export type CheckOutcome = 'passed' | 'failed' | 'not applicable' | 'unknown';

/** One check, as it stands in the evidence (`checks.json`) and in the report. */
export interface CheckResult {
  readonly name: string;
  readonly outcome: CheckOutcome;
  readonly expected: string;
  readonly observed: string;
}

/** RunChecks: counts; the results themselves are in the evidence bucket. */
export interface ChecksRun {
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
  readonly detail: string;
  /** SHA-256 of what lies there. */
  readonly sealed: string;
  readonly skewSeconds: number | null;
}

/** RunSmokeJob: one lecture through the whole application and away again. */
export interface SmokeJob {
  readonly lectureId: string;
  readonly jobs: readonly string[];
  readonly cleanedUp: boolean;
}

/** ResumeTraffic: open; the freeze is released. */
export interface TrafficResumed {
  readonly resumedAt: string;
  readonly generation: number;
}

/** RecordDataLoss: what the old stores have that the restored ones do not; counts here, rows and objects in the evidence. */
export type DataLoss = (
  | {
      readonly outcome: 'recorded';
      /** Rows. */
      readonly missing: number;
      readonly changed: number;
      readonly objects: number;
      /** Tables. */
      readonly notCompared: number;
      /** Key of `data-loss.json`. */
      readonly detail: string;
      /** SHA-256 of what lies there. */
      readonly sealed: string;
    }
  | { readonly outcome: 'unknown'; readonly cause: string }
) & {
  /** SHA-256 of `old-database.json`. @default - it was not seen who uses the old database */
  readonly oldDatabase?: string;
};

/** What becomes of a failed attempt. `accept` is never ours to choose: an operator does. */
export type Action = 'again' | 'next' | 'hold' | 'stop' | 'accept';

/** An attempt that was given up, for the report. */
export interface FailedAttempt {
  readonly attempt: number;
  readonly candidate: number;
  readonly failure: Failure;
  readonly action: Action;
  /** Why this action and no other. */
  readonly reason: string;
  /** As `ReferenceProof.events`: it may have written. */
  readonly events?: string;
}

/** DiagnoseFailure: why an attempt failed, and what comes next. */
export interface Diagnosis {
  readonly action: Action;
  readonly reason: string;
  /** What the next attempt would be. */
  readonly attempt: number;
  readonly candidate: number;
  /** Every attempt given up so far, this one included. */
  readonly attempts: readonly FailedAttempt[];
  readonly acceptedLosses?: AcceptedLosses;
}

/** Losses that were accepted by name; the list is in the evidence, and counts only as it was decided on. */
export interface AcceptedLosses {
  readonly key: string;
  readonly sha256: string;
  readonly count: number;
}

/** AwaitDecision: what the operator decided. */
export interface Decision extends Partial<Decided> {
  readonly action: 'retry' | 'next' | 'abort' | 'accept' | 'accept-losses';
  /** A label. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
  /** With `accept-losses`: these, and those that were accepted before. */
  readonly acceptedLosses?: AcceptedLosses;
  /** With `accept-losses`: an earlier candidate that lacked nothing but these. @default - the same once more */
  readonly candidate?: number;
}

/** TearDown: what was removed (only what carries our tag), and what was left on purpose. */
export interface TornDown {
  readonly deletedDatabases: readonly string[];
  readonly kept: readonly string[];
  readonly lockReleased: boolean;
  readonly traffic: TrafficMode | 'untouched';
  /** After a drill: what it made and what is still there, in words; it must be empty. */
  readonly leftovers?: readonly string[];
}

/** WriteReport: where it is. */
export interface Report {
  readonly verdict: 'verified' | 'failed';
  readonly summary: string;
  readonly bucket: string;
  readonly json: string;
  /** SHA-256 of `report.json`. */
  readonly sealed: string;
  readonly markdown: string;
  readonly html: string;
  /** What the report alone has found wrong: the state machine's error when no step has failed. */
  readonly error?: string;
}

/** Filled in by the state machine's catch; the first one stays. */
export interface Failure {
  readonly step: StepName;
  readonly error: string;
  readonly cause: string;
}

/** The whole of it, in order. */
export interface Workflow {
  readonly request: RestoreRequest;
  readonly execution: ExecutionIdentity;
  readonly plan: RestorePlan;
  readonly approval?: Approval;
  readonly thaw?: ObjectsThawed;
  readonly freeze?: Freeze;
  /** Of this attempt, as `beforeOpenHooks`. */
  readonly afterFreezeHooks?: HooksRun;
  /** From 0; each has an evidence folder of its own, `attempt-<n>`. */
  readonly attempt: number;
  /** Index into `plan.candidates`: the same again is another attempt at the same candidate. */
  readonly candidate: number;
  /** Those before this one. */
  readonly attempts: readonly FailedAttempt[];
  readonly acceptedLosses?: AcceptedLosses;
  readonly databaseRestore: DatabaseRestore;
  readonly databaseStatus: DatabaseStatus;
  readonly database: RestoredDatabase;
  readonly objectPlan: ObjectPlan;
  readonly erasures?: Erasures;
  readonly proof: ReferenceProof;
  readonly objectsRestored: ObjectsRestored;
  readonly objectsVerified: ObjectsVerified;
  readonly beforeOpenHooks?: HooksRun;
  readonly lowTraffic?: LowTraffic;
  readonly checks: ChecksRun;
  readonly smokeJob: SmokeJob;
  readonly erasuresRepeated?: ErasuresRepeated;
  readonly traffic?: TrafficResumed;
  readonly dataLoss?: DataLoss;
  readonly diagnosis?: Diagnosis;
  readonly decision?: Decision;
  readonly tornDown: TornDown;
  readonly report: Report;
  readonly failure?: Failure;
}
