import type { ObjectEntry } from '../../domain/objects/entry';
import { UnreadableAnswer } from './s3-errors';

/** One page of a listing of versions. */
export interface VersionPage {
  /** In the order of the response's body, which is the order in which they were stored where a store keeps to it. */
  readonly entries: readonly ObjectEntry[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  readonly nextKeyMarker?: string;
  readonly nextVersionIdMarker?: string;
}

/**
 * Reads the XML of ListObjectVersions while it arrives. The SDK's own parser builds the whole document, returns versions
 * and delete markers as two lists (their order is lost), and leaves keys encoded; this one does neither, and is several
 * times as fast (bench/rewind.ts). It knows what S3 writes: elements and text, no comments, no CDATA.
 */
export class VersionScanner {
  private rest = '';
  private root: string | undefined;
  private closed = false;
  private container: string | undefined;
  private entry: Fields = {};
  private readonly page: Fields = {};
  private readonly entries: { kind: ObjectEntry['kind']; fields: Fields }[] = [];
  private readonly prefixes: string[] = [];

  write(text: string): void {
    const xml = this.rest === '' ? text : this.rest + text;
    let from = 0;
    for (;;) {
      const open = xml.indexOf('<', from);
      const close = open < 0 ? -1 : xml.indexOf('>', open);
      if (close < 0) break;
      if (xml.charCodeAt(open + 1) === SLASH) this.end(xml.slice(open + 2, close), xml, from, open);
      else this.start(xml, open + 1, close);
      from = close + 1;
    }
    this.rest = xml.slice(from);
  }

  /** @throws UnreadableAnswer when the document is not whole, or reports an error in spite of its status 200 */
  finish(): VersionPage {
    if (this.root === 'Error') throw new UnreadableAnswer(this.page.Message ?? 'no message', this.page.Code);
    if (!this.closed) throw new UnreadableAnswer('The list of versions ended in the middle.');
    const decode = this.page.EncodingType === 'url' ? urlDecoded : (text: string) => text;
    const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = this.page;
    return {
      entries: this.entries.map(({ kind, fields }) => objectEntry(kind, fields, decode)),
      commonPrefixes: this.prefixes.map(decode),
      isTruncated: IsTruncated === 'true',
      ...(NextKeyMarker && { nextKeyMarker: decode(NextKeyMarker) }),
      ...(NextVersionIdMarker && { nextVersionIdMarker: NextVersionIdMarker }),
    };
  }

  private start(xml: string, from: number, to: number): void {
    if (xml.charCodeAt(from) === QUESTION_MARK) return;
    if (this.root !== undefined && this.container !== undefined) return;
    const name = /^[^\s/]+/.exec(xml.slice(from, to))?.[0] ?? '';
    if (this.root === undefined) {
      if (name !== 'ListVersionsResult' && name !== 'Error') {
        throw new UnreadableAnswer(`The answer is <${name}>, not a list of versions.`);
      }
      this.root = name;
    } else if (name === 'Version' || name === 'DeleteMarker' || name === 'CommonPrefixes') {
      this.container = name;
      this.entry = {};
    }
  }

  private end(name: string, xml: string, from: number, to: number): void {
    if (name === this.container) {
      if (name === 'CommonPrefixes') this.prefixes.push(this.entry.Prefix ?? '');
      else this.entries.push({ kind: name === 'Version' ? 'version' : 'marker', fields: this.entry });
      this.container = undefined;
    } else if (name === this.root) this.closed = true;
    else (this.container === undefined ? this.page : this.entry)[name as keyof Fields] = unescaped(xml.slice(from, to));
  }
}

const SLASH = 0x2f;
const QUESTION_MARK = 0x3f;

/** Text by element name; nested elements (`Owner`, `RestoreStatus`) share the level, their names are distinct. */
interface Fields {
  Key?: string;
  VersionId?: string;
  LastModified?: string;
  IsLatest?: string;
  ETag?: string;
  Size?: string;
  StorageClass?: string;
  RestoreExpiryDate?: string;
  Prefix?: string;
  EncodingType?: string;
  IsTruncated?: string;
  NextKeyMarker?: string;
  NextVersionIdMarker?: string;
  Code?: string;
  Message?: string;
}

function objectEntry(kind: ObjectEntry['kind'], fields: Fields, decode: (text: string) => string): ObjectEntry {
  const { Key, LastModified, VersionId, StorageClass } = fields;
  const time = LastModified === undefined ? Number.NaN : Date.parse(LastModified);
  if (Key === undefined || VersionId === undefined || Number.isNaN(time)) {
    throw new UnreadableAnswer(`An entry of the list of versions lacks its key, version id or time: ${Key}`);
  }
  return {
    key: decode(Key),
    kind,
    versionId: VersionId,
    lastModified: time - (time % 1000),
    isLatest: fields.IsLatest === 'true',
    etag: fields.ETag ?? '',
    size: Number(fields.Size ?? 0),
    ...(StorageClass !== undefined && StorageClass !== 'STANDARD' && { storageClass: StorageClass }),
    ...(fields.RestoreExpiryDate !== undefined && { thawed: true }),
  };
}

/** As S3 encodes keys: `+` is a space, `%2B` a plus. */
function urlDecoded(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal));
  });
}
