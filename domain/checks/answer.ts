/** What the application answered to one call; the body is bounded. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The body, when it is JSON and says so; a page in HTML is no answer of an API. */
export function jsonOf({ contentType, body }: Answer): unknown {
  if (!/^application\/([a-z.-]+\+)?json\b/i.test(contentType)) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const SHOWN = 200;

/** For a person: status, and the beginning of the body. */
export function describe({ status, contentType, body }: Answer): string {
  const text = body.length > SHOWN ? `${body.slice(0, SHOWN)}…` : body;
  return `${status} ${contentType === '' ? '' : `(${contentType}) `}${text.replace(/\s+/g, ' ').trim()}`.trim();
}
