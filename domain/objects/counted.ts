import { ErrorName, PegasusError } from '../workflow/errors';

/** One claim of a verdict: so many were expected, so many were seen. */
export interface Count {
  /** Plural: `keys at the target time`. */
  readonly what: string;
  readonly expected: number;
  readonly seen: number;
}

/** Each count that was not seen as expected, in words. A verdict is verified when there is none. */
export function miscounted(counts: readonly Count[]): readonly string[] {
  return counts
    .filter(({ expected, seen }) => expected !== seen)
    .map(({ what, expected, seen }) => `${what}: ${expected} expected, ${seen} seen`);
}

/** What a run on objects has planned, done, and seen when it listed again. */
export interface ObjectRun {
  readonly planned: { readonly keys: number; readonly copy: number; readonly mark: number };
  readonly done: { readonly copied: number; readonly marked: number };
  readonly seen: {
    readonly keys: number;
    readonly remaining: number;
    readonly differing: number;
    readonly copies: { readonly written: number; readonly found: number };
  };
}

/**
 * The claims of a rewind or a copy.
 * @param fixed the source was of one moment: without versions, what is written meanwhile is no fault
 */
export function countsOf({ planned, done, seen }: ObjectRun, fixed = true): readonly Count[] {
  const always = [
    { what: 'actions carried out', expected: planned.copy + planned.mark, seen: done.copied + done.marked },
    { what: 'keys that are not as they were', expected: 0, seen: seen.remaining },
    { what: 'compared copies that differ from their source', expected: 0, seen: seen.differing },
  ];
  if (!fixed) return always;
  return [
    ...always,
    { what: 'keys of that time, listed again', expected: planned.keys, seen: seen.keys },
    { what: 'copies found where they were written', expected: seen.copies.written, seen: seen.copies.found },
  ];
}

/** What was to be looked at, in words, and how much of it there is. */
export interface Looked {
  readonly keys: number;
  readonly versionsListed: number;
}

/**
 * Zero of zero is no success, unless the operator has said that it may be empty.
 * @param when `at 2026-11-23T04:00:00Z`, for the message
 * @param advice how to say that it may be empty, and what else to do
 * @throws NothingToProve
 */
export function assertNotEmpty({ keys, versionsListed }: Looked, where: string, when: string, advice: string): void {
  if (keys > 0) return;
  const why =
    versionsListed === 0
      ? `There is no object below ${where}, and never was`
      : `Nothing existed below ${where} ${when}: its ${versionsListed} versions and delete markers are newer, or had been deleted`;
  throw new PegasusError(ErrorName.NOTHING_TO_PROVE, `${why}. ${advice}`);
}
