const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
/** What may not stand in XML as it is; control characters become references, which XML 1.0 does not allow either. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are legal in keys
const SPECIAL = /[&<>"\u0000-\u001f\ufffe\uffff]/;
const ALL_SPECIAL = new RegExp(SPECIAL, 'g');
const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeXml(value: string): string {
  if (!SPECIAL.test(value)) return value;
  return value.replace(ALL_SPECIAL, (character) => NAMED[character] ?? `&#x${character.charCodeAt(0).toString(16)};`);
}

/** An element with text; nothing when there is no value. */
export function text(name: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `<${name}>${typeof value === 'string' ? escapeXml(value) : value}</${name}>`;
}

export function element(name: string, ...children: readonly string[]): string {
  return `<${name}>${children.join('')}</${name}>`;
}

export function document(name: string, ...children: readonly string[]): string {
  const namespace = name === 'Error' ? '' : ` xmlns="${NAMESPACE}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${namespace}>${children.join('')}</${name}>`;
}

/** Seconds precision, as in S3's listings: `2026-11-23T04:00:00.000Z`. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
