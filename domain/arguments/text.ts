import { Unfit } from './unfit';

/** A text without the blanks around it; nothing but blanks is no text. */
export function text(given: string, most: number): string {
  const said = given.trim();
  if (said !== '' && said.length <= most) return said;
  throw new Unfit(`must be a text of 1 to ${most} characters`);
}

/** A name of one word: a run, a stack, a Region. */
export function name(given: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(given)) return given;
  throw new Unfit('must be a name of letters, digits, `.`, `_` and `-`, without a slash');
}
