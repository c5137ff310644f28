import { withDigests } from './named';
import { visible } from './quoted';

declare const MAIL: unique symbol;

/** The text of a notification. Made by `mail` only. */
export type MailText = string & { readonly [MAIL]: true };

/** Each line is one: nothing inside it begins another, whatever was typed; and no row or object is named. */
export const mail = (lines: readonly string[]): MailText =>
  lines.map((line) => visible(withDigests(line))).join('\n') as MailText;
