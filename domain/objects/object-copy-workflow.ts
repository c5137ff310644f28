import { seconds } from '../request/target-time';
import type { Location } from '../workflow/workflow';

/**
 * The workflow of the daily snapshot, in the order in which it is filled in. Each handler returns one field; lists are in
 * the evidence bucket.
 */
export interface SnapshotWorkflow {
  readonly execution: { readonly name: string };
  readonly snapshot: SnapshotPlan;
  readonly copied: { readonly parts: number; readonly failed: number; readonly broken: readonly string[] };
  readonly verified: SnapshotVerified;
}

/** What is copied where, as it was when. Decided once a day: whoever starts it again goes on with the same. */
export interface SnapshotTask {
  readonly source: Location;
  /** `pegasus-2026-11-23/`. */
  readonly into: Location;
  /** ISO 8601. */
  readonly at: string;
  /**
   * The source keeps versions: the copy is of one moment, whoever writes meanwhile. Without versions it is of what was
   * found, as `aws s3 sync` makes it.
   */
  readonly exact: boolean;
}

/** PlanSnapshot: called again while `complete` is false. */
export interface SnapshotPlan extends SnapshotTask {
  readonly complete: boolean;
  /** Everything that this execution leaves. */
  readonly evidence: Location;
  readonly actions: Location;
  readonly results: Location;
  readonly versionsListed: number;
  /** Objects of the snapshot. */
  readonly keys: number;
  readonly copy: number;
  readonly bytesToCopy: number;
}

/** VerifySnapshot: called again while `complete` is false. */
export interface SnapshotVerified {
  readonly complete: boolean;
  readonly versionsListed: number;
  readonly objects: number;
  readonly compared: number;
}

/** Lies beside a snapshot that was verified, as `pegasus-2026-11-23.json`. */
export interface SnapshotManifest extends SnapshotTask {
  readonly version: 1;
  /** Objects below `into`. */
  readonly objects: number;
  /** Uploads in parts that were completed only after the snapshot was begun: not in it, or not with their last content. */
  readonly late: number;
  /** ISO 8601. */
  readonly verifiedAt: string;
}

/** The runbook's `$S3_PREFIX-$(date +%F)`: `pegasus/` on the 23rd gives `pegasus-2026-11-23/`. UTC. */
export function datedPrefix(prefix: string, now: number): string {
  return `${snapshotsOf(prefix)}${seconds(now).slice(0, 10)}/`;
}

/** What all snapshots of a prefix, and their manifests, begin with: `pegasus-`. */
export function snapshotsOf(prefix: string): string {
  return `${prefix.replace(/\/$/, '')}-`;
}

export function manifestKey(snapshotPrefix: string): string {
  return `${snapshotPrefix.replace(/\/$/, '')}.json`;
}

/** In the evidence bucket: what was decided for that day, and what each execution leaves. */
export function snapshotEvidence({ into }: Pick<SnapshotTask, 'into'>): string {
  return `snapshots/${into.prefix}`;
}

/** Later than anything is stored. */
const EVER = Date.parse('9999-01-01T00:00:00Z');

/** The time of the state that is copied: without versions whatever is found. */
export function copiedAt({ at, exact }: SnapshotTask): number {
  return exact ? Date.parse(at) : EVER;
}

/** The time of the state that must be in the snapshot: without versions what has not been written to since. */
export function provedAt({ at }: SnapshotTask): number {
  return Date.parse(at);
}
