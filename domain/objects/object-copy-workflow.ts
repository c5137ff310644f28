import { seconds } from '../request/target-time';
import type { Location } from '../workflow/workflow';

/**
 * The workflow of the daily object copy, in the order in which it is filled in. Each handler returns one field; lists
 * are in the evidence bucket.
 */
export interface ObjectCopyWorkflow {
  readonly execution: { readonly name: string };
  readonly objectCopy: ObjectCopyPlan;
  readonly copied: { readonly parts: number; readonly failed: number; readonly broken: readonly string[] };
  readonly verified: ObjectCopyVerified;
}

/** What is copied where, as it was when. Decided once a day: a second execution goes on with the same. */
export interface ObjectCopyTask {
  readonly source: Location;
  /** `pegasus-2026-11-23/`. */
  readonly into: Location;
  /** ISO 8601. */
  readonly at: string;
  /**
   * The source keeps versions: the copy is of one moment, whatever is written meanwhile. Without versions it is of what
   * was found, as `aws s3 sync` makes it.
   */
  readonly exact: boolean;
}

/** PlanObjectCopy: called again while `complete` is false. */
export interface ObjectCopyPlan extends ObjectCopyTask {
  readonly complete: boolean;
  /** SHA-256 under which the cursor and the digests of all parts lie; see SealedEvidence. */
  readonly sealed: string;
  /** Everything that this execution leaves. */
  readonly evidence: Location;
  readonly actions: Location;
  readonly results: Location;
  readonly versionsListed: number;
  /** Objects of the object copy. */
  readonly keys: number;
  readonly copy: number;
  readonly bytesToCopy: number;
}

/** VerifyObjectCopy: called again while `complete` is false. */
export interface ObjectCopyVerified {
  readonly complete: boolean;
  /** While it is not: SHA-256 under which lies where it goes on. */
  readonly cursor?: string;
  readonly versionsListed: number;
  readonly objects: number;
  readonly compared: number;
}

/** Lies beside an object copy that was verified, as `pegasus-2026-11-23.json`. */
export interface ObjectCopyManifest extends ObjectCopyTask {
  readonly version: 1;
  /** Objects below `into`, counted there after the verification. */
  readonly objects: number;
  /** Absent in manifests of before. */
  readonly bytes?: number;
  /** Of what was listed then, see ListedObjects. Absent in manifests of before. */
  readonly digest?: string;
  /** Uploads in parts that were completed only after the object copy was begun: not in it, or not with their last content. */
  readonly late: number;
  /** ISO 8601. */
  readonly verifiedAt: string;
}

/** The runbook's `$S3_PREFIX-$(date +%F)`: `pegasus/` on the 23rd gives `pegasus-2026-11-23/`. UTC. */
export function datedPrefix(prefix: string, now: number): string {
  return `${objectCopiesOf(prefix)}${seconds(now).slice(0, 10)}/`;
}

/** `pegasus-2026-11-23T040500Z/`: of another run on that day. */
export function timedPrefix(prefix: string, now: number): string {
  return `${objectCopiesOf(prefix)}${seconds(now).replaceAll(':', '')}/`;
}

/** What all object copies of a prefix, and their manifests, begin with: `pegasus-`. */
export function objectCopiesOf(prefix: string): string {
  return `${prefix.replace(/\/$/, '')}-`;
}

export function manifestKey(objectCopyPrefix: string): string {
  return `${objectCopyPrefix.replace(/\/$/, '')}.json`;
}

/** In the evidence bucket: what was decided for that day, and what each execution leaves. */
export function objectCopyEvidence({ into }: Pick<ObjectCopyTask, 'into'>): string {
  return `object-copies/${into.prefix}`;
}

/** Later than anything is stored. */
const EVER = Date.parse('9999-01-01T00:00:00Z');

/** The time of the state that is copied: without versions whatever is found. */
export function copiedAt({ at, exact }: ObjectCopyTask): number {
  return exact ? Date.parse(at) : EVER;
}

/** The time of the state that must be in the object copy: without versions what has not been written to since. */
export function provedAt({ at }: ObjectCopyTask): number {
  return Date.parse(at);
}
