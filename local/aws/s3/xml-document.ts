import { SaxesParser } from 'saxes';
import { s3Error } from './errors';

/** An element of a request's body. */
export class XmlElement {
  readonly children: XmlElement[] = [];
  /** Its own text, white space and all. */
  text = '';

  constructor(readonly name: string) {}

  all(name: string): XmlElement[] {
    return this.children.filter((child) => child.name === name);
  }

  child(name: string): XmlElement | undefined {
    return this.children.find((child) => child.name === name);
  }

  /** The text of a child; nothing when there is no such child. */
  value(name: string): string | undefined {
    return this.child(name)?.text;
  }

  /** @throws S3Error MalformedXML when the child is missing */
  required(name: string): string {
    const value = this.value(name);
    if (value === undefined) throw s3Error('MalformedXML', { Message: `${this.name} has no ${name}` });
    return value;
  }
}

/**
 * Reads a request's body strictly by XML 1.0, so control characters other than tab and line ends are refused, as S3
 * refuses them.
 * @throws S3Error MalformedXML
 */
export function parseXml(source: string, root: string): XmlElement {
  const top = new XmlElement('');
  const open = [top];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    const child = new XmlElement(name);
    open.at(-1)!.children.push(child);
    open.push(child);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', (characters) => {
    open.at(-1)!.text += characters;
  });
  parser.on('error', (error) => {
    throw s3Error('MalformedXML', { Message: error.message });
  });
  parser.write(source).close();
  const document = top.child(root);
  if (!document) throw s3Error('MalformedXML', { Message: `expected ${root}` });
  return document;
}
