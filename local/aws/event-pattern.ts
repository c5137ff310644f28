import * as z from 'zod';

export type Pattern = Readonly<Record<string, unknown>>;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** Conditions on a text, with one operator each. */
const onText = z.union([
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ suffix: z.string() }),
  z.strictObject({ 'equals-ignore-case': z.string() }),
  z.strictObject({ wildcard: z.string().regex(/^[^\\]*$/, 'has an escape, which this machine does not know') }),
]);
const condition = z.union([
  scalar,
  onText,
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({ 'anything-but': z.union([scalar, z.array(scalar), onText]) }),
]);
type Condition = z.output<typeof condition>;

/**
 * Numbers by range, addresses and the like are not known here.
 * @throws Error for a pattern that this machine would not do justice to
 */
export function checkPattern(pattern: Pattern): void {
  for (const [field, wanted] of Object.entries(pattern)) {
    if (field === '$or')
      for (const alternative of z.array(z.record(z.string(), z.unknown())).parse(wanted)) checkPattern(alternative);
    else if (!Array.isArray(wanted)) checkPattern(Object(wanted));
    else if (!z.array(condition).min(1).safeParse(wanted).success)
      throw new Error(`the pattern of \`${field}\` has a condition that this machine does not know`);
  }
}

/** Where the event has a list, one of its elements is enough, for each field by itself. */
export function matches(pattern: Pattern, event: unknown): boolean {
  if (Array.isArray(event)) return event.some((element) => matches(pattern, element));
  const fields: Pattern = Object(event);
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or') return (wanted as Pattern[]).some((alternative) => matches(alternative, event));
    if (!Array.isArray(wanted)) return matches(Object(wanted), fields[field]);
    return [fields[field]].flat().some((value) => (wanted as Condition[]).some((one) => matchesValue(one, value)));
  });
}

function matchesValue(wanted: Condition, value: unknown): boolean {
  if (typeof wanted === 'object' && wanted !== null && 'exists' in wanted)
    return wanted.exists === (value !== undefined);
  if (value === undefined) return false;
  if (typeof wanted !== 'object' || wanted === null) return wanted === value;
  if ('anything-but' in wanted) return ![wanted['anything-but']].flat().some((one) => matchesValue(one, value));
  const text = String(value);
  if ('prefix' in wanted) return text.startsWith(wanted.prefix);
  if ('suffix' in wanted) return text.endsWith(wanted.suffix);
  if ('wildcard' in wanted) return like(wanted.wildcard.split('*'), text);
  return text.toLowerCase() === wanted['equals-ignore-case'].toLowerCase();
}

/** Whether the parts stand in the text one after the other, the first at its beginning and the last at its end. */
function like([first = '', ...rest]: readonly string[], text: string): boolean {
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.slice(first.length).endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return from <= text.length - last.length;
}
