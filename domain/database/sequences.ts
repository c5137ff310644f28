/** A sequence that hands out the ids of a column. Integers are text: they may be larger than a number holds. */
export interface SequenceFacts {
  /** As Postgres writes it, quoted where needed. */
  readonly sequence: string;
  /** `public.credit_ledger.id` */
  readonly column: string;
  /** The value that it hands out next. */
  readonly next: string;
  readonly increment: string;
  readonly maximum: string;
  /** Largest id in the column; null when there is none. */
  readonly largest: string | null;
}

export interface SequenceRaise {
  readonly sequence: string;
  /** The last value it shall have handed out. */
  readonly to: string;
}

/** The next id that it hands out is in use already, or below one that is. Descending sequences are not judged. */
export function isBehind({ next, largest, increment }: SequenceFacts): boolean {
  return BigInt(increment) > 0n && largest !== null && BigInt(next) <= BigInt(largest);
}

/**
 * Going back in time rewinds sequences: ids handed out after the target time would be given out again, and meet objects,
 * caches and messages that know them. With a gap each sequence jumps over as many ids; without one only those rise that
 * are behind their own column. Never above their maximum.
 */
export function planRaises(sequences: readonly SequenceFacts[], gap: number): readonly SequenceRaise[] {
  return sequences.flatMap((facts) => {
    const increment = BigInt(facts.increment);
    if (increment <= 0n || (gap === 0 && !isBehind(facts))) return [];
    const last = BigInt(facts.next) - increment;
    const known = facts.largest !== null && BigInt(facts.largest) > last ? BigInt(facts.largest) : last;
    const highest = BigInt(facts.maximum) - increment;
    const to = known + BigInt(gap) > highest ? highest : known + BigInt(gap);
    return to > last && to >= 1n ? [{ sequence: facts.sequence, to: String(to) }] : [];
  });
}
