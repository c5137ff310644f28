import { visible } from '../workflow/quoted';

/**
 * Text from outside (reasons, keys, causes, names) on its way through the report's sentences, which have marks of their
 * own: each character that a medium could take for a mark is carried as a stand-in, and becomes itself where the medium is
 * known. A stand-in is of the private use area, which `visible` leaves nothing of in text from outside.
 */
const STAND_IN = 0xe000;
const STAND_INS = /[\ue000-\ue07f]/g;

/** Of Markdown and of the report's sentences; an underscore, an ampersand, a colon and a point only where they are one. */
const MARKS = /[\\`*[<|~$@]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?\w+;)|(?<=https?|ftp):(?=\/\/)|(?<=www)\./gi;

/** A word in backticks is a name, as the messages of this product write it. */
const NAME = /`[\w.:/=,-]+`/g;

const standIn = (mark: string): string => String.fromCharCode(STAND_IN + mark.charCodeAt(0));
const itself = (one: string): string => String.fromCharCode(one.charCodeAt(0) - STAND_IN);

const carriedText = (text: string): string => {
  const names = text.match(NAME) ?? [];
  const between = text.split(NAME).map((part) => visible(part).replace(MARKS, standIn));
  return between.map((part, n) => `${part}${names[n] ?? ''}`).join('');
};

/** A value with each text in it carried. */
export function carried<T>(value: T): T {
  if (typeof value === 'string') return carriedText(value) as T;
  if (Array.isArray(value)) return value.map(carried) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, carried(one)])) as T;
}

/** Carried text in quotation marks. */
export const inQuotes = (text: string): string => `"${text.replaceAll('"', `${standIn('\\')}"`)}"`;

/** What is carried becomes itself. */
export const uncarried = (text: string, as: (mark: string) => string = (mark) => mark): string =>
  text.replace(STAND_INS, (one) => as(itself(one)));

/** A sentence of the report where there are no marks. */
export const plainly = (sentence: string): string => uncarried(sentence.replace(/\*\*|`/g, ''));
