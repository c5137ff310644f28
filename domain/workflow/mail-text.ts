import { visible } from './quoted';

declare const MAIL: unique symbol;

/** The text of a notification. Made by `mail` only. */
export type MailText = string & { readonly [MAIL]: true };

/** Each line is one: nothing inside it begins another, whatever was typed. */
export const mail = (lines: readonly string[]): MailText => lines.map(visible).join('\n') as MailText;
