/** What an action answers: written as XML in the order of the members; undefined members are left out. */
export type Answer = string | number | boolean | Date | List | undefined | { readonly [member: string]: Answer };

/** A list whose elements are all called `member`, as the service model names them. */
export class List {
  constructor(
    readonly member: string,
    readonly items: readonly Answer[],
  ) {}
}

const NAMESPACE = 'http://rds.amazonaws.com/doc/2014-10-31/';

export function writeAnswer(action: string, requestId: string, result: Answer): string {
  const body = element(`${action}Result`, result) + element('ResponseMetadata', { RequestId: requestId });
  return `<${action}Response xmlns="${NAMESPACE}">${body}</${action}Response>`;
}

function element(name: string, value: Answer): string {
  return value === undefined ? '' : `<${name}>${content(value)}</${name}>`;
}

function content(value: Exclude<Answer, undefined>): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof List) return value.items.map((item) => element(value.member, item)).join('');
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, member]) => element(name, member))
    .join('');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
