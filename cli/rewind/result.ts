import type { BucketEvents } from '../../domain/events/consumers';
import { eventWords } from '../../domain/events/words';
import type { Estimate } from '../../domain/objects/estimate';
import type { PlanCounts } from '../../domain/objects/plan';
import { sayRecomputed } from '../../domain/objects/recomputed';
import type { AmbiguousLine, FailedKey, PartResult } from '../../runtime/objects/rewind/stored-lines';
import { bytes, counted } from '../progress';

/** What `--json` writes. */
export interface RewindReport {
  readonly command: 'rewind' | 'undo' | 'thaw' | 'copy-objects' | 'restore-object-copy';
  /** `planned`: a dry run, or a thaw in progress. */
  readonly verdict: 'verified' | 'failed' | 'planned';
  /** null: nothing was written. */
  readonly run: string | null;
  readonly bucket: string;
  readonly prefix: string;
  readonly into: string | null;
  readonly targetTime: string | null;
  readonly objects: ObjectCounts;
  readonly estimate: Estimate | null;
  /** Where something lies in an archive: what thawing it takes, in words. */
  readonly thaws: readonly string[];
  /** The first keys of each kind; all of them are in the evidence. */
  readonly examples: Readonly<Record<string, readonly string[]>>;
  readonly failures: readonly FailedKey[];
  /** Keys of which the history cannot tell what they were: left as they are until they are included or excluded. */
  readonly undecided: readonly AmbiguousLine[];
  /** What was not seen as it was expected, in words; empty where it was verified. */
  readonly miscounts: readonly string[];
  /** A whole command line; null where there is nothing to undo, or the bucket keeps no versions. */
  readonly undo?: string | null;
  readonly verification: {
    readonly remaining: number;
    readonly compared: number;
    readonly differing: number;
    /** How many there are to be compared. */
    readonly copies: number;
    /** With 95 % certainty. */
    readonly fewerWrongThan: number;
  } | null;
  /** Whom the writes are told, and in how many events. @default - they were not counted */
  readonly events?: BucketEvents;
  readonly evidence: string | null;
  readonly seconds: number;
}

/** `copy` and `mark` as planned, `copied` and `marked` as done. */
export type ObjectCounts = PlanCounts & DoneCounts;

export interface DoneCounts {
  readonly copied: number;
  readonly marked: number;
  readonly failed: number;
}

export function doneIn(parts: readonly PartResult[]): DoneCounts {
  const sum = { copied: 0, marked: 0, failed: 0 };
  for (const part of parts) {
    sum.copied += part.copied;
    sum.marked += part.marked;
    sum.failed += part.failed.length;
  }
  return sum;
}

function eventLines({ events, verdict }: RewindReport): string[] {
  if (events === undefined) return [];
  if (events.outcome === 'unknown') return [`  events           whom the bucket tells is unknown: ${events.cause}`];
  const verb = verdict === 'planned' ? 'raises' : 'raised';
  return eventWords(events.consumers, verb).map((line) => `  events           ${line}`);
}

const FAILURES_SHOWN = 20;

/** What a person reads at the end. */
export function linesOf(report: RewindReport): readonly string[] {
  const { objects, verification, estimate, failures } = report;
  const source = `s3://${report.bucket}/${report.prefix}`;
  const location = report.into === null ? source : `${source} to ${report.into}`;
  const when = report.targetTime === null ? '' : ` at ${report.targetTime}`;
  const lines = [
    `${report.command} of ${location}${when}: ${report.verdict} after ${report.seconds} s`,
    `  versions listed  ${counted(objects.versionsListed)}`,
    `  to copy          ${counted(objects.copy)} keys, ${bytes(objects.bytesToCopy)}`,
    `  to mark deleted  ${counted(objects.mark)} keys`,
    `  unchanged        ${counted(objects.unchanged)} keys`,
    `  ambiguous        ${counted(objects.ambiguous)} keys${objects.ambiguous === 0 ? '' : ', left alone'}`,
  ];
  if (objects.archived > 0) {
    lines.push(
      `  archived         ${counted(objects.archived)} keys, ${bytes(objects.bytesArchived)}: must be thawed first`,
      ...report.thaws.map((line) => `  thawing          ${line}`),
    );
  }
  if (objects.movedSince > 0) {
    lines.push(
      `  moved since      ${counted(objects.movedSince)} keys in a class that a lifecycle rule moves old versions to; copied in the class of the key's other versions, else STANDARD`,
    );
  }
  if (report.verdict === 'planned' && estimate !== null) {
    const { listRequests, headRequests, copyRequests, deleteRequests, seconds } = estimate;
    lines.push(
      `  requests         ${counted(listRequests)} LIST, ${counted(headRequests)} HEAD, ${counted(copyRequests)} COPY, ${counted(deleteRequests)} DELETE (markers only)`,
      `  least time       ${counted(seconds)} s at 3,500 writes per second and prefix`,
    );
  } else if (report.verdict !== 'planned') {
    lines.push(
      `  done             ${counted(objects.copied)} copied, ${counted(objects.marked)} marked, ${counted(objects.failed)} failed`,
    );
  }
  if (verification !== null) {
    const { remaining, compared: looked, copies: of, differing } = verification;
    lines.push(
      `  verified         ${counted(remaining)} keys remain, ${counted(differing)} differ (${sayRecomputed({ looked, of })})`,
    );
  }
  lines.push(...eventLines(report));
  for (const [kind, keys] of Object.entries(report.examples)) {
    if (keys.length > 0) lines.push(`  first ${kind}: ${keys.map((key) => JSON.stringify(key)).join(', ')}`);
  }
  for (const { key, reason, means } of report.undecided) {
    lines.push(
      `  undecided: ${JSON.stringify(key)}: ${reason}; with --include: ${means.include}; with --exclude: ${means.exclude}`,
    );
  }
  for (const miscount of report.miscounts) lines.push(`  not verified: ${miscount}`);
  for (const { key, error } of failures.slice(0, FAILURES_SHOWN))
    lines.push(`  failed: ${JSON.stringify(key)}: ${error}`);
  if (failures.length > FAILURES_SHOWN)
    lines.push(`  … and ${counted(failures.length - FAILURES_SHOWN)} more, in the evidence`);
  if (report.evidence !== null) lines.push(`  evidence         ${report.evidence}`);
  if (report.undo) lines.push(`  undo             ${report.undo}`);
  return lines;
}
