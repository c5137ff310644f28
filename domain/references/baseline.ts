import type { DatabaseIdentity } from '../database/identity';
import { newestKey } from '../database/manifest';

/** A row that refers to an object which is not there. */
export interface BrokenReference {
  readonly key: string;
  /** As the proof names it: table, row and column. */
  readonly row: string;
}

/** What was broken in the running system already, at a moment when no restore was running. */
export interface Baseline {
  readonly version: 1;
  /** Whole seconds UTC, the database's clock: everything in it was seen before. */
  readonly takenAt: string;
  readonly source: { readonly identifier: string; readonly resourceId: string };
  /** As the database says itself; baselines of earlier versions do not. */
  readonly database?: DatabaseIdentity;
  readonly checked: number;
  readonly broken: readonly BrokenReference[];
  /** Those that were there and could be looked at whole; baselines of earlier versions do not say. */
  readonly references?: readonly string[];
}

/** More than that is no accident of some rows, and no list that a proof could lean on. */
export const BROKEN_LIMIT = 10_000;
/** It is taken every day. An older one says too little of what was broken at the target time. */
export const BASELINE_REACH_HOURS = 48;

export const baselinePrefix = (identifier: string): string => `baselines/${identifier}/`;

export const baselineKey = ({ source, takenAt }: Pick<Baseline, 'source' | 'takenAt'>): string =>
  `${baselinePrefix(source.identifier)}${takenAt}.json`;

/**
 * The newest that is not after the target time and near enough to it. One from after it proves nothing: what the
 * incident has destroyed is broken in it, too.
 */
export function baselineBefore(keys: readonly string[], time: string): string | undefined {
  const key = newestKey(keys, time);
  return key && isNear(takenAtOf(key), time) ? key : undefined;
}

/** @param takenAt from before `time` */
export const isNear = (takenAt: string, time: string): boolean =>
  Date.parse(time) - Date.parse(takenAt) <= BASELINE_REACH_HOURS * 3_600_000;

/** ISO 8601. */
export const takenAtOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1, -'.json'.length);

const identity = ({ row, key }: BrokenReference): string => `${row}\0${key}`;

/** Seen twice, each time with rows and objects of their own: a lecture that was being deleted is not among them. */
export function brokenTwice(first: readonly BrokenReference[], second: readonly BrokenReference[]): BrokenReference[] {
  const before = new Set(first.map(identity));
  return second.filter((one) => before.has(identity(one)));
}

/** Whether the very same row missed the very same object before; anything else is new. */
export function wasBroken(baseline: Baseline | undefined): (reference: BrokenReference) => boolean {
  const known = new Set(baseline?.broken.map(identity));
  return (reference) => known.has(identity(reference));
}

/** Where an attempt keeps what dangled before, for the checks that look at single objects. */
export const alreadyDangling = (prefix: string, attempt: number): string =>
  `${prefix}attempt-${attempt}/already-dangling.json`;
