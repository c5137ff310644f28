/** Controls, overrides of the writing direction, what has no width, private use, halves of a character, line separators. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const numberOf = (one: string): string => {
  const number = one.codePointAt(0)!.toString(16);
  return number.length > 4 ? `\\u{${number}}` : `\\u${number.padStart(4, '0')}`;
};

/** Text from outside as one line with nothing hidden: what cannot be seen, or would move a cursor, is shown by its number. */
export const visible = (text: string): string => text.replace(HIDDEN, (one) => SHORT[one] ?? numberOf(one));

/** The same of text whose lines are ours. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** Text that a person typed, inside a sentence: visible, and in quotation marks. */
export const quoted = (text: string): string => visible(JSON.stringify(text));
