import { type Condition, conditionOf } from './rule-condition';

/** Whether an event matches: `maybe` where the pattern asks for what is not known before the write. */
export type Match = 'yes' | 'maybe' | 'no';

/** A field that an event will have, with a value that is not known yet; of a text, what it begins with. */
export class NotYetKnown {
  constructor(readonly start = '') {}
}

/** An event, or a part of one. A field that is not there is known to be absent. */
export interface KnownFields {
  readonly [field: string]: unknown;
}

/**
 * An event pattern of EventBridge: fields are joined by and, the values of a field and `$or` by or. A condition that is
 * not known here may match: a rule is rather named than missed.
 */
export function matchPattern(pattern: KnownFields, event: unknown): Match {
  const fields: KnownFields = typeof event === 'object' && event !== null ? (event as KnownFields) : {};
  return all(
    Object.entries(pattern).map(([field, wanted]) => {
      if (field === '$or') return any((wanted as KnownFields[]).map((one) => matchPattern(one, fields)));
      if (!Array.isArray(wanted)) return matchPattern(wanted as KnownFields, fields[field]);
      const values = [fields[field]].flat();
      return any(wanted.flatMap((one) => values.map((value) => matchValue(conditionOf(one), value))));
    }),
  );
}

function matchValue(condition: Condition, value: unknown): Match {
  if (condition.kind === 'exists') return certain(condition.wanted === (value !== undefined));
  if (value === undefined) return 'no';
  switch (condition.kind) {
    case 'unknown':
      return 'maybe';
    case 'but':
      return not(any(condition.those.map((one) => matchValue(one, value))));
    case 'same':
      return value instanceof NotYetKnown ? 'maybe' : certain(condition.value === value);
    case 'text':
      if (!(value instanceof NotYetKnown)) return certain(typeof value === 'string' && condition.whole.test(value));
      if (condition.open && startsWith(value.start, condition.head)) return 'yes';
      return meet(value.start, condition.head) ? 'maybe' : 'no';
  }
}

const lower = (text: string) => text.toLowerCase();
const startsWith = (text: string, head: string) => text.startsWith(head);
/** Whatever the case: that only makes it `maybe` where it might be `no`. */
const meet = (one: string, other: string) => lower(one).startsWith(lower(other)) || lower(other).startsWith(lower(one));

const certain = (is: boolean): Match => (is ? 'yes' : 'no');
const not = (match: Match): Match => (match === 'maybe' ? match : certain(match === 'no'));
const any = (matches: readonly Match[]): Match =>
  matches.includes('yes') ? 'yes' : matches.includes('maybe') ? 'maybe' : 'no';
const all = (matches: readonly Match[]): Match => not(any(matches.map(not)));
