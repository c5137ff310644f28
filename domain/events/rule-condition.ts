/** What a pattern wants of one value. */
export type Condition =
  | { readonly kind: 'same'; readonly value: unknown }
  | {
      readonly kind: 'text';
      readonly whole: RegExp;
      /** What such a text begins with. */
      readonly head: string;
      /** Any text that begins with `head` is such a text. */
      readonly open: boolean;
    }
  | { readonly kind: 'exists'; readonly wanted: boolean }
  | { readonly kind: 'but'; readonly those: readonly Condition[] }
  | { readonly kind: 'unknown' };

/** @param wanted one element of the list that a pattern has for a field: a value, or an object with one operator */
export function conditionOf(wanted: unknown): Condition {
  if (typeof wanted === 'string') return text(escaped(wanted), wanted);
  if (typeof wanted !== 'object' || wanted === null) return { kind: 'same', value: wanted };
  const [[operator, operand] = ['', undefined]] = Object.entries(wanted);
  if (operator === 'exists') return { kind: 'exists', wanted: operand === true };
  if (operator === 'anything-but') return { kind: 'but', those: alternatives(operand) };
  return textCondition(operator, operand) ?? { kind: 'unknown' };
}

/** `["a","b"]`, `"a"`, `{"prefix":"a"}` or `{"prefix":["a","b"]}` */
function alternatives(operand: unknown): Condition[] {
  if (Array.isArray(operand)) return operand.map(conditionOf);
  if (typeof operand !== 'object' || operand === null) return [conditionOf(operand)];
  return Object.entries(operand).flatMap(([operator, value]) =>
    [value].flat().map((one) => conditionOf({ [operator]: one })),
  );
}

function textCondition(operator: string, operand: unknown): Condition | undefined {
  const ignoring = Object(operand)['equals-ignore-case'];
  const value = typeof ignoring === 'string' ? ignoring : operand;
  if (typeof value !== 'string') return undefined;
  const flags = typeof ignoring === 'string' ? 'i' : '';
  switch (operator) {
    case 'prefix':
      return text(`${escaped(value)}.*`, value, flags, flags === '');
    case 'suffix':
      return text(`.*${escaped(value)}`, '', flags);
    case 'equals-ignore-case':
      return text(escaped(value), value, 'i');
    case 'wildcard':
      return wildcard(value);
    default:
      return undefined;
  }
}

/** `*` is any text; `\*` and `\\` are the characters themselves. */
function wildcard(value: string): Condition {
  const parts: readonly string[] = value.match(/\\.|[^\\]/gsu) ?? [];
  const whole = parts.map((part) => (part === '*' ? '.*' : escaped(part.at(-1)!)));
  const star = parts.indexOf('*');
  const head = parts.slice(0, star === -1 ? undefined : star).map((part) => part.at(-1)!);
  return text(whole.join(''), head.join(''));
}

const text = (pattern: string, head: string, flags = '', open = false): Condition => ({
  kind: 'text',
  whole: new RegExp(`^${pattern}$`, `su${flags}`),
  head,
  open,
});

const escaped = (value: string) => value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
