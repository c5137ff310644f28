/** C1 controls, line separators and overrides of the writing direction, which JSON leaves as they are. */
const HIDDEN = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Text that a person typed, inside a mail, a log or a terminal: one line, in quotation marks, with nothing hidden. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replace(HIDDEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
