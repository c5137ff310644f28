import { notText } from './known-now';

/** @throws Error for text: 'false' would be taken for true */
export function yesOrNo(prop: string, given: boolean): boolean {
  if (typeof given === 'boolean') return given;
  throw notText(prop, given, 'true or false');
}
