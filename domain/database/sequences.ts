import { counterparts } from './counterparts';

/** A column that takes its ids from a sequence. Integers are text: they may be larger than a number holds. */
export interface SequenceColumn {
  /** `public.credit_ledger.id` */
  readonly column: string;
  /** Largest id in it; null when there is none. */
  readonly largest: string | null;
  /** Smallest id in it that the sequence has still to hand out; null when there is none. */
  readonly nearest: string | null;
  /** Why it could not be looked at. */
  readonly unknown?: string;
  /** It never can be: what stands in it is no number, or not in this database. */
  readonly unlike?: true;
}

/** Owned by a column or not: what hands out ids by name only (Hibernate's do) has no column. */
export interface SequenceFacts {
  /** As Postgres writes it, quoted where needed. */
  readonly sequence: string;
  /** See Named. */
  readonly id?: string;
  /** The value that it hands out next; null when it may not be read. */
  readonly next: string | null;
  readonly increment: string;
  /** Its own, or that of the type of its column. */
  readonly maximum: string;
  readonly cycles: boolean;
  /** The user of this connection may set it. */
  readonly writable: boolean;
  readonly columns: readonly SequenceColumn[];
  /** Why it could not be looked at, although it may be. */
  readonly unknown?: string;
}

export interface SequenceRaise {
  readonly sequence: string;
  /** The last value it shall have handed out. */
  readonly to: string;
}

/** A sequence that stays as it is, and why. */
export interface SequenceLeft {
  readonly sequence: string;
  readonly why: string;
}

/** What is known of the sequences of the source, by the names that the restored database has. */
export interface KnownSequences {
  /** What each hands out next, by its name. */
  readonly next: ReadonlyMap<string, string>;
  /** Those whose columns held ids that they had still to hand out. Undefined when nothing says so. */
  readonly wrongBefore: ReadonlySet<string> | undefined;
}

type NamedSequence = Pick<SequenceFacts, 'sequence' | 'id'>;

/** The same by the names of the source. */
export interface SourceSequences extends KnownSequences {
  /** All of them. */
  readonly sequences: readonly NamedSequence[];
}

/** How sequences are called in another database, or were earlier. @returns undefined for one that is not there */
export function namesIn(
  these: readonly NamedSequence[],
  those: readonly NamedSequence[],
): (sequence: string) => string | undefined {
  const named = ({ sequence: name, id }: NamedSequence) => ({ name, id });
  const thereOf = counterparts(these.map(named), those.map(named));
  const names = new Map(these.map((one) => [one.sequence, thereOf(named(one))?.name]));
  return (sequence) => names.get(sequence);
}

/** What is known of the source, under the names that the restored database has: a sequence may have been moved since. */
export function asRestored(
  { sequences, next, wrongBefore }: SourceSequences,
  restored: readonly NamedSequence[],
): KnownSequences {
  const nameOf = namesIn(sequences, restored);
  return {
    next: new Map(
      [...next].flatMap(([name, id]) => {
        const there = nameOf(name);
        return there === undefined ? [] : [[there, id] as const];
      }),
    ),
    wrongBefore: wrongBefore && new Set([...wrongBefore].flatMap((name) => nameOf(name) ?? [])),
  };
}

/** By a manifest. @returns undefined when it is too old to say */
export const wrongIn = (
  sequences: readonly { readonly sequence: string; readonly behind?: boolean }[],
): ReadonlySet<string> | undefined =>
  sequences.some(({ behind }) => behind === undefined)
    ? undefined
    : new Set(sequences.filter(({ behind }) => behind).map(({ sequence }) => sequence));

export interface RaiseOptions {
  /** Ids that every sequence jumps over. */
  readonly gap: number;
  /** Each goes on after the last id that the source has handed out. */
  readonly continued: boolean;
}

export interface PlannedSequences {
  readonly raises: readonly SequenceRaise[];
  readonly left: readonly SequenceLeft[];
}

/** It counts up and never starts again: only then is an id above its next one a collision to come. */
const isCounter = ({ increment, cycles, next }: SequenceFacts): boolean =>
  next !== null && BigInt(increment) > 0n && !cycles;

/** It will hand out an id that is in use already. */
export const isBehind = (facts: SequenceFacts): boolean =>
  isCounter(facts) && facts.columns.some(({ nearest }) => nearest !== null);

const largestOf = ({ columns }: SequenceFacts): bigint | null =>
  columns.reduce<bigint | null>((most, { largest }) => {
    const here = largest === null ? null : BigInt(largest);
    return here !== null && (most === null || here > most) ? here : most;
  }, null);

export const abroad = ({ columns }: SequenceFacts): string =>
  columns
    .filter(({ nearest }) => nearest !== null)
    .map(({ column, largest }) => `${column} goes up to ${largest}`)
    .join(', ');

/**
 * Going back in time rewinds sequences: ids handed out after the target time would be given out again, and meet objects,
 * caches and messages that know them, and rows that are put back later. So each goes on after what its source had handed
 * out. One that is behind its own column is raised where the source was right; where that is how the source was (a row
 * with an id of its own choosing), it is left. Never so far that nothing is left to hand out.
 */
export function planRaises(
  restored: readonly SequenceFacts[],
  source: KnownSequences,
  options: RaiseOptions,
): PlannedSequences {
  const raises: SequenceRaise[] = [];
  const left: SequenceLeft[] = [];
  for (const facts of restored) {
    const { sequence, increment } = facts;
    const why = whyNoCounter(facts);
    if (why !== undefined) {
      left.push({ sequence, why });
      continue;
    }
    const last = BigInt(facts.next ?? 0) - BigInt(increment);
    const wanted = [wantedBySource(facts, source, options), wantedByColumns(facts, source)];
    const from = wanted.reduce<bigint>((most, one) => (typeof one === 'bigint' && one > most ? one : most), last);
    const fits = (id: bigint) => id + BigInt(increment) <= BigInt(facts.maximum);
    const needed = inStep(last, from, BigInt(increment));
    const jumped = inStep(last, from + BigInt(options.gap), BigInt(increment));
    const to = fits(jumped) ? jumped : needed;
    const kept = wanted.find((one) => typeof one === 'string');
    if (kept !== undefined) left.push({ sequence, why: kept });
    if (to <= last) continue;
    if (!facts.writable) left.push({ sequence, why: `this user may not set it; it should go on after ${to}` });
    else if (fits(to)) raises.push({ sequence, to: String(to) });
    else left.push({ sequence, why: `nothing would be left to hand out after ${to}: it ends at ${facts.maximum}` });
  }
  return { raises, left };
}

/** As many as the state of the workflow and a sentence hold; all of them are in the evidence. */
const NAMED = 20;

const firstOf = (said: readonly string[]): string[] =>
  said.length <= NAMED ? [...said] : [...said.slice(0, NAMED), `and ${said.length - NAMED} more (sequences.json)`];

export const sayRaised = (raises: readonly SequenceRaise[]): string[] =>
  firstOf(raises.map(({ sequence, to }) => `${sequence} to ${to}`));

export const sayLeft = (left: readonly SequenceLeft[]): string[] =>
  firstOf(left.map(({ sequence, why }) => `${sequence} (${why})`));

export function whyNoCounter(facts: SequenceFacts): string | undefined {
  if (facts.next === null) return facts.unknown ?? 'this user may not read it';
  if (BigInt(facts.increment) < 0n) return 'it counts down';
  return facts.cycles ? 'it starts again at its end' : undefined;
}

function wantedBySource(
  { sequence, increment }: SequenceFacts,
  { next }: Pick<KnownSequences, 'next'>,
  { continued }: RaiseOptions,
) {
  const there = next.get(sequence);
  return continued && there !== undefined ? BigInt(there) - BigInt(increment) : undefined;
}

/** @returns the id to go on after, or why not */
function wantedByColumns(
  facts: SequenceFacts,
  { wrongBefore }: Pick<KnownSequences, 'wrongBefore'>,
): bigint | string | undefined {
  if (!isBehind(facts)) return undefined;
  if (wrongBefore === undefined) return `whether this was so in the source is not known: ${abroad(facts)}`;
  if (wrongBefore.has(facts.sequence)) return `so it was in the source: ${abroad(facts)}`;
  return largestOf(facts) ?? undefined;
}

/** Two that take turns (1, 3, 5 and 2, 4, 6) go on taking turns. */
function inStep(last: bigint, to: bigint, increment: bigint): bigint {
  const steps = (to - last + increment - 1n) / increment;
  return to <= last ? last : last + steps * increment;
}
