import { Unfit } from './unfit';

/** Bytes that S3 allows. */
const LONGEST = 1024;

/** The key of one object. A blank at an end is rarely of it. */
export function objectKey(text: string): string {
  const bytes = new TextEncoder().encode(text).length;
  if (text !== '' && text === text.trim() && bytes <= LONGEST) return text;
  throw new Unfit(`must be a key of 1 to ${LONGEST} bytes without blanks around it`);
}
