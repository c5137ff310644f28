import type { IncomingMessage } from 'node:http';
import type { Body } from './body';
import type { Bucket } from './bucket';
import type { Algorithm } from './checksum';
import { s3Error } from './errors';
import type { Faults } from './faults';
import type { Headers } from './headers';
import { type Received, receive } from './receive';
import type { Store } from './store';
import type { Target } from './target';
import { parseXml, type XmlElement } from './xml-document';

/** What an operation answers. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** XML as a string, bytes as a body. */
  readonly body?: string | Body;
}

export type Operation = (call: Call) => Promise<Reply> | Reply;

/** One request, taken apart. */
export class Call {
  constructor(
    readonly store: Store,
    readonly target: Target,
    readonly headers: Headers,
    private readonly request: IncomingMessage,
    /** An error code for a key that a test wants refused. */
    readonly refusal: (key: string) => string | undefined,
    readonly faults: Pick<Faults, 'skipsBehindMarker' | 'ignoresPrefix'> = {},
  ) {}

  /** @throws S3Error NoSuchBucket */
  get bucket(): Bucket {
    return this.store.bucket(this.target.bucket);
  }

  get key(): string {
    return this.target.key;
  }

  /** A query parameter. */
  parameter(name: string): string | undefined {
    return this.target.query.get(name) ?? undefined;
  }

  /** @throws S3Error MalformedXML when the parameter is missing */
  required(name: string): string {
    const value = this.parameter(name);
    if (value === undefined) throw s3Error('InvalidArgument', { Message: `\`${name}\` is missing` });
    return value;
  }

  /** A whole number at or above zero, no more than `most`. */
  count(name: string, most: number): number {
    const given = this.parameter(name);
    if (given === undefined) return most;
    if (!/^\d+$/.test(given)) throw s3Error('InvalidArgument', { ArgumentName: name, ArgumentValue: given });
    return Math.min(Number(given), most);
  }

  receive(wanted?: Algorithm): Promise<Received> {
    return receive(this.request, this.headers, this.store.bodies, wanted);
  }

  async receiveText(): Promise<string> {
    const { body } = await this.receive();
    return body.text();
  }

  async receiveXml(root: string): Promise<XmlElement> {
    return parseXml(await this.receiveText(), root);
  }
}
