import type { DependentDifference } from '../database/dependents';
import type { BucketEvents } from '../events/consumers';
import type { Recomputed } from '../objects/recomputed';
import type { UnsettledKey } from '../objects/unsettled';
import type { LedgerEntry } from '../workflow/ledger';
import type { AcceptedLoss } from '../workflow/losses';
import type {
  Approval,
  CheckResult,
  Decision,
  Erasures,
  ErasuresRepeated,
  Failure,
  HookTime,
  RestoreScope,
  Workflow,
} from '../workflow/workflow';
import type { DataLossSummary } from './data-loss';
import type { Against, Objectives } from './objectives';
import type { OldDatabaseUse } from './old-database';
import type { Signing } from './signature';
import type { ReportedStep } from './steps';

/** What is left of the workflow when the report is written: anything after the request may be missing. */
export type ReportedWorkflow = Pick<Workflow, 'execution'> & Partial<Workflow>;

export interface ReportFacts {
  readonly workflow: ReportedWorkflow;
  readonly ledger: readonly LedgerEntry[];
  /** As they stand in `checks.json`; none when the run did not get that far. */
  readonly checks: readonly CheckResult[];
  /** As it stands in `data-loss.json`. @default - none: the run did not get that far */
  readonly dataLoss?: DataLossSummary;
  /** As they stand in `dependents.json`. @default - none: the run did not get that far */
  readonly dependents?: readonly DependentDifference[];
  /** As they stand in the evidence. @default - none */
  readonly acceptedLosses?: readonly AcceptedLoss[];
  /** The first lines of the proof's `unsettled.detail`. @default - none */
  readonly unsettled?: readonly UnsettledKey[];
  /** As it stands in `old-database.json`. @default - none: traffic was not opened on another database */
  readonly oldDatabase?: OldDatabaseUse;
  /** As they stand in `events.json` of each attempt. @default - none: no attempt got that far */
  readonly events?: readonly BucketEvents[];
  /** Of `freeze.json`: a step that was stopped right after it froze writes has left no answer. @default - none */
  readonly recordedGeneration?: number;
  /** @default - none */
  readonly objectives?: Objectives;
  /** @default - by a version that signed none */
  readonly signing?: Signing;
  /** The state machine's clock. */
  readonly now: string;
}

/** One attempt of the run, in the order in which they were made. */
export interface ReportedAttempt {
  readonly point: string;
  /** Whole seconds UTC: the objects go with the database. */
  readonly objectTime: string;
  /** Null: this one was verified, or is the one that the run ended in without failing it. */
  readonly failed: { readonly step: string; readonly error: string; readonly cause: string } | null;
  /** What became of it, and why; null where nothing had to be decided. */
  readonly left: { readonly action: string; readonly reason: string } | null;
}

/** Without an action where the application is not at a verified database: nothing may be led there. */
export type ReportedDependent = Omit<DependentDifference, 'action'> & { readonly action: string | null };

/** `report.json`. Null is "not known": the run did not get that far. */
export interface RestoreReport {
  readonly verdict: 'verified' | 'failed';
  readonly summary: string;
  readonly runId: string | null;
  readonly mode: string | null;
  /** Which stores went back; the other stayed. */
  readonly scope: RestoreScope | null;
  readonly reason: string | null;
  readonly requestedBy: string | null;
  readonly incidentStart: string | null;
  readonly execution: Workflow['execution'];
  readonly startedAt: string;
  readonly finishedAt: string;
  /** What was asked for; nothing is judged by it. */
  readonly targetTime: string | null;
  /** The same in words: a time, or a snapshot. */
  readonly askedFor: string | null;
  /** What was thawed first, and what that took; null: nothing had to be. */
  readonly thawed: string | null;
  /** In use when the run ended. Null: there was no plan. */
  readonly candidate: { readonly point: string; readonly time: string; readonly isAskedFor: boolean } | null;
  /** The moment that the stores were brought to. Null: none; what was tried last is the candidate. */
  readonly reached: string | null;
  readonly ending: {
    readonly outcome:
      | 'verified'
      /** Only traffic could not be opened. */
      | 'verified, not opened'
      /** Opened by an operator's decision, although not verified. */
      | 'accepted'
      | 'opened, then failed'
      | 'failed'
      | 'aborted'
      | 'stopped'
      /** Nothing was begun. */
      | 'refused';
    /** Whether the application was pointed at a restored database; `begun`: it is not known. */
    readonly cutOver: 'none' | 'begun' | 'done';
    /** Which one. */
    readonly database: string | null;
    /** Where the objects were taken back to, or begun to be; null: nothing was written to the bucket. */
    readonly rewoundTo: string | null;
  };
  readonly sourceDatabase: string | null;
  /** What PlanRestore found that does not keep the database from being restored. */
  readonly notes: readonly string[];
  readonly database: {
    readonly identifier: string;
    /** The recovery point, to which recovery ran; of a database that stays, when it was looked at. */
    readonly recoveredTo: string;
    /** Up to when that is proved; null where nothing proves it. What lies between the two is less certain, and not lost. */
    readonly provedTo: string | null;
    /** What proves it. */
    readonly recoveredToSource: 'heartbeat' | 'replay' | 'request' | 'live';
    /** Seconds between the two; null where nothing is proved. */
    readonly notProvedSeconds: number | null;
    /** null: the proof did not come to its end. */
    readonly rowsChecked: number | null;
    readonly converged: readonly string[];
    /** Settings that differ and do not matter, with the reason. */
    readonly waived: readonly string[];
    /** Where it could not be made. */
    readonly capacityNotes: readonly string[];
    readonly sequencesRaised: readonly string[];
    readonly sequencesLeft: readonly string[];
    /** Owners and privileges that the restore left out; empty where it brings them. */
    readonly accessLeftOut: readonly string[];
  } | null;
  readonly objects: {
    readonly location: string;
    readonly versionsListed: number;
    /** Found done by VerifyObjects; 0 when it was not reached. */
    readonly copied: number;
    readonly marked: number;
    readonly unchanged: number;
    readonly ambiguous: number;
    /** Whether the bucket was found equal to its state at the target time. */
    readonly verified: boolean;
    /** How much of what was copied was proved again; null when it was not verified. */
    readonly recomputed: (Recomputed & { readonly fewerWrongThan: number }) | null;
    readonly planned: { readonly copy: number; readonly mark: number };
  } | null;
  readonly references: {
    readonly checked: number;
    readonly dangling: number;
    /** Dangled in the baseline already, which is from before the target time. */
    readonly danglingBefore: number;
    /** When that baseline was taken; null when there was none. */
    readonly baseline: string | null;
    readonly orphaned: number;
    readonly elsewhere: number;
    readonly tables: readonly string[];
    readonly tablesNotFound: readonly string[];
  } | null;
  /** Keys of which neither the listing nor a row tells what they held at the target time. Null: there is none. */
  readonly unsettled: {
    readonly keys: number;
    /** Where all of them are, one a line. */
    readonly evidence: string;
    readonly first: readonly UnsettledKey[];
  } | null;
  /** Lost for good, and accepted by name. */
  readonly acceptedLosses: readonly AcceptedLoss[];
  readonly skewSeconds: number | null;
  /** From what was reached to the incident (to the target time, when its beginning is not known); null: nothing was. */
  readonly recoveryPointSeconds: number | null;
  /** From the start of the run until traffic was open again; in a drill, until the proof. */
  readonly recoveryTimeSeconds: number | null;
  /** What was written in it is in the old stores only. Null: production has lost nothing. */
  readonly dataLossWindow: { readonly from: string; readonly until: string; readonly seconds: number } | null;
  /** What was written in the window, found by comparing the old stores with the restored ones. */
  readonly dataLoss:
    | (Omit<DataLossSummary, 'folder' | 'keptUntil'> & {
        readonly outcome: 'recorded';
        readonly missing: number;
        readonly changed: number;
        /** Null: an earlier version has written it, and kept the rows in the folder of the run. */
        readonly folder: string | null;
        readonly keptUntil: string | null;
      })
    | { readonly outcome: 'unknown'; readonly cause: string }
    | null;
  /** Who was erased after the target time. Null: none are declared, or the run did not get that far. */
  readonly erasures:
    | (Omit<Extract<Erasures, { outcome: 'listed' }>, 'list' | 'sha256'> & {
        /** Where the keys are, `s3://…`, until they expire. */
        readonly evidence: string;
        readonly repeated: ErasuresRepeated | null;
      })
    | (Extract<Erasures, { outcome: 'unknown' }> & { readonly repeated: ErasuresRepeated | null })
    | null;
  /** Functions of the user's, in the order of the plan; `done` is null where the last attempt did not come to it. */
  readonly hooks: readonly {
    readonly name: string;
    readonly when: HookTime;
    readonly done: string | null;
    readonly seconds: number | null;
  }[];
  /** Proxies and alarms that do not follow the application: a person must act on each. */
  readonly dependents:
    | { readonly outcome: 'compared'; readonly differences: readonly ReportedDependent[] }
    | { readonly outcome: 'unknown'; readonly cause: string }
    | null;
  /** Who still used the old database after the cut-over; null where it was not looked at. */
  readonly oldDatabase: OldDatabaseUse | null;
  /** Whom the copies and markers of all attempts were told. */
  readonly events: BucketEvents | null;
  readonly checks: readonly CheckResult[];
  readonly steps: readonly ReportedStep[];
  readonly traffic: { readonly mode: string; readonly generation: number } | null;
  readonly databasesDeleted: readonly string[];
  readonly databasesKept: readonly string[];
  /** Of a drill: what it made and what is still there. Null where it was not counted. */
  readonly leftovers: readonly string[] | null;
  /** In the order in which they were made; the last one is how the run ended. */
  readonly attempts: readonly ReportedAttempt[];
  readonly approval: Approval | null;
  /** The last one; those that led to another attempt are the reasons of `attempts`. */
  readonly decision: Decision | null;
  readonly freezeProof: {
    readonly application: string;
    readonly database: string;
    readonly references?: string;
  } | null;
  readonly objectives: { readonly recoveryPoint: Against | null; readonly recoveryTime: Against | null };
  readonly recoveryPoints: readonly { readonly point: string; readonly chosen: boolean; readonly reason: string }[];
  readonly evidence: string | null;
  /** With which key it is signed, or why with none. */
  readonly signing: Signing;
  readonly failure: Failure | null;
}
