import { LOCAL_ACCOUNT } from '../../service';
import type { Bucket } from '../bucket';
import type { Call, Operation } from '../call';
import { keyEncoder } from '../encoding';
import { s3Error } from '../errors';
import { firstPage, type Selection, walk } from '../listing';
import { storageClass, type Version } from '../versions';
import { document, element, isoTime, text } from '../xml';
import { restoreStatus } from './restore-status';

type Row =
  | { readonly key: string; readonly version: Version; readonly isLatest: boolean }
  | { readonly commonPrefix: string };

const MOST_KEYS = 1000;

/** Versions and delete markers by key, newest first in stored order, the two kinds interleaved as they were stored. */
export const listObjectVersions: Operation = (call) => {
  const { bucket } = call;
  const encode = keyEncoder(call);
  const selection = {
    prefix: call.faults.ignoresPrefix ? '' : (call.parameter('prefix') ?? ''),
    delimiter: call.parameter('delimiter') ?? '',
    marker: call.parameter('key-marker') || undefined,
  };
  const versionMarker = versionIdMarker(call, selection.marker);
  const size = call.count('max-keys', MOST_KEYS);
  const listed = rows(bucket, selection, versionMarker);
  if (call.faults.skipsBehindMarker && selection.marker !== undefined && versionMarker === undefined) listed.next();
  const { page, isTruncated } = firstPage(listed, size);
  const last = isTruncated ? page.at(-1) : undefined;
  return {
    status: 200,
    body: document(
      'ListVersionsResult',
      text('Name', bucket.name),
      text('Prefix', encode(selection.prefix)),
      text('KeyMarker', encode(selection.marker ?? '')),
      text('VersionIdMarker', versionMarker ?? ''),
      ...(last ? nextMarkers(last, encode) : []),
      text('MaxKeys', size),
      ...(selection.delimiter ? [text('Delimiter', encode(selection.delimiter))] : []),
      text('EncodingType', call.parameter('encoding-type')),
      text('IsTruncated', isTruncated),
      ...page.map((row) => rowXml(row, encode, call)),
    ),
  };
};

function versionIdMarker(call: Call, keyMarker: string | undefined): string | undefined {
  const marker = call.parameter('version-id-marker');
  if (marker === undefined) return undefined;
  if (keyMarker === undefined) {
    throw s3Error('InvalidArgument', { Message: 'A version-id marker cannot be specified without a key marker.' });
  }
  if (marker === '') throw s3Error('InvalidArgument', { Message: 'A version-id marker cannot be empty.' });
  return marker;
}

function* rows(bucket: Bucket, selection: Selection, versionMarker: string | undefined): Generator<Row> {
  for (const listed of walk(bucket, selection, () => true)) {
    if (listed.commonPrefix !== undefined) {
      yield listed;
      continue;
    }
    const { key } = listed;
    const history = bucket.history(key);
    for (let at = firstAfter(history, key, selection.marker, versionMarker); at >= 0; at--) {
      yield { key, version: history[at]!, isLatest: at === history.length - 1 };
    }
  }
}

/** Where in a history (oldest first) the page goes on, towards the oldest. */
function firstAfter(
  history: readonly Version[],
  key: string,
  keyMarker: string | undefined,
  versionMarker: string | undefined,
): number {
  if (key !== keyMarker) return history.length - 1;
  if (versionMarker === undefined) return -1;
  const at = history.findIndex((version) => version.versionId === versionMarker);
  if (at < 0) throw s3Error('InvalidArgument', { Message: 'Invalid version id specified' });
  return at - 1;
}

function nextMarkers(last: Row, encode: (key: string) => string): string[] {
  if ('commonPrefix' in last) return [text('NextKeyMarker', encode(last.commonPrefix))];
  return [text('NextKeyMarker', encode(last.key)), text('NextVersionIdMarker', last.version.versionId)];
}

function rowXml(row: Row, encode: (key: string) => string, call: Call): string {
  if ('commonPrefix' in row) return element('CommonPrefixes', text('Prefix', encode(row.commonPrefix)));
  const { key, version, isLatest } = row;
  const identity =
    text('Key', encode(key)) +
    text('VersionId', version.versionId) +
    text('IsLatest', isLatest) +
    text('LastModified', isoTime(version.lastModified));
  const owner = `<Owner><ID>${LOCAL_ACCOUNT}</ID></Owner>`;
  if (version.kind === 'marker') return `<DeleteMarker>${identity}${owner}</DeleteMarker>`;
  const { content } = version;
  return element(
    'Version',
    identity,
    text('ETag', `"${content.etag}"`),
    text('ChecksumAlgorithm', content.checksum?.algorithm),
    text('ChecksumType', content.checksum?.type),
    text('Size', content.body.size),
    text('StorageClass', storageClass(version)),
    owner,
    restoreStatus(call, version),
  );
}
