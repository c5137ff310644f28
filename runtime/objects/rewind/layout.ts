import type { Location } from '../../../domain/workflow/workflow';

/** Where one attempt leaves its evidence: everything below `<evidence prefix>attempt-<n>/`. */
export interface RewindLayout {
  /** Every key at T, in key order. */
  readonly state: string;
  /** What to do, in key order; nothing else may lie here: the Distributed Map takes every object. */
  readonly actions: string;
  /** One JSON file for each action part that was carried out. */
  readonly results: string;
  /** The version ids that were written, one part for each action part. */
  readonly written: string;
  /** Sources of copies that have to be thawed first. */
  readonly archived: string;
  /** Of each part of them, what was asked for, and what was readable at last. */
  readonly asked: string;
  readonly thawed: string;
  /** Keys of which the listing alone cannot tell what they were, with each choice. */
  readonly ambiguous: string;
  /** Those of them that a row refers to. */
  readonly referenced: string;
  /** Those of them that rows cannot decide, with what was taken. */
  readonly unsettled: string;
  /** What a plan was when it was written, under its digest; see SealedEvidence. */
  readonly seals: string;
  /** Where a lister goes on that ran out of time. */
  readonly cursor: string;
  /** Where a verification goes on that ran out of time. */
  readonly verifyCursor: string;
}

export function rewindLayout(evidence: Location, attempt: number): RewindLayout {
  return layoutBelow(`${evidence.prefix}attempt-${attempt}/`);
}

/** What ThawObjects leaves: listed before the freeze, so it is no plan to be carried out. */
export function thawLayout(evidence: Location, attempt: number): RewindLayout {
  return layoutBelow(`${evidence.prefix}attempt-${attempt}/thaw/`);
}

export function layoutBelow(prefix: string): RewindLayout {
  return {
    state: `${prefix}state/`,
    actions: `${prefix}actions/`,
    results: `${prefix}results/`,
    written: `${prefix}written/`,
    ambiguous: `${prefix}ambiguous/`,
    archived: `${prefix}archived/`,
    asked: `${prefix}asked/`,
    thawed: `${prefix}thawed/`,
    referenced: `${prefix}referenced/`,
    unsettled: `${prefix}unsettled/`,
    seals: `${prefix}seals/`,
    cursor: `${prefix}plan-cursor.json`,
    verifyCursor: `${prefix}verify-cursor.json`,
  };
}

/** `…/actions/part-000012.jsonl` → `part-000012`. */
export function partName(actionKey: string): string {
  return actionKey.slice(actionKey.lastIndexOf('/') + 1).replace(/\.jsonl$/, '');
}
