import { LOCAL_ACCOUNT } from '../../service';
import type { Call, Operation } from '../call';
import { keyEncoder } from '../encoding';
import { s3Error } from '../errors';
import { firstPage, type Listed, walk } from '../listing';
import { storageClass } from '../versions';
import { document, element, isoTime, text } from '../xml';
import { restoreStatus } from './restore-status';

const MOST_KEYS = 1000;

/** The current objects; keys whose current version is a delete marker are not there. */
export const listObjectsV2: Operation = (call) => {
  const { bucket } = call;
  const encode = keyEncoder(call);
  const prefix = call.parameter('prefix') ?? '';
  const delimiter = call.parameter('delimiter') ?? '';
  const token = call.parameter('continuation-token');
  const startAfter = call.parameter('start-after');
  const marker = token === undefined ? startAfter || undefined : fromToken(token);
  const size = call.count('max-keys', MOST_KEYS);
  const { page, isTruncated } = firstPage(objects(call, { prefix, delimiter, marker }), size);
  const last = isTruncated ? page.at(-1) : undefined;
  return {
    status: 200,
    body: document(
      'ListBucketResult',
      text('Name', bucket.name),
      text('Prefix', encode(prefix)),
      text('StartAfter', startAfter && encode(startAfter)),
      text('ContinuationToken', token),
      text('NextContinuationToken', last && toToken(last.commonPrefix ?? last.key)),
      text('KeyCount', page.length),
      text('MaxKeys', size),
      ...(delimiter ? [text('Delimiter', encode(delimiter))] : []),
      text('EncodingType', call.parameter('encoding-type')),
      text('IsTruncated', isTruncated),
      ...page.map((listed) => listedXml(listed, encode, call)),
    ),
  };
};

function* objects(call: Call, selection: Parameters<typeof walk>[1]): Generator<Listed> {
  const isVisible = (key: string) => key !== selection.marker && call.bucket.current(key)?.kind === 'object';
  yield* walk(call.bucket, selection, isVisible);
}

function listedXml(listed: Listed, encode: (key: string) => string, call: Call): string {
  if (listed.commonPrefix !== undefined) {
    return element('CommonPrefixes', text('Prefix', encode(listed.commonPrefix)));
  }
  const version = call.bucket.current(listed.key);
  if (version?.kind !== 'object') return '';
  const { content } = version;
  return element(
    'Contents',
    text('Key', encode(listed.key)),
    text('LastModified', isoTime(version.lastModified)),
    text('ETag', `"${content.etag}"`),
    text('ChecksumAlgorithm', content.checksum?.algorithm),
    text('ChecksumType', content.checksum?.type),
    text('Size', content.body.size),
    text('StorageClass', storageClass(version)),
    call.parameter('fetch-owner') === 'true' ? element('Owner', text('ID', LOCAL_ACCOUNT)) : '',
    restoreStatus(call, version),
  );
}

function toToken(key: string): string {
  return Buffer.from(`1${key}`).toString('base64');
}

function fromToken(token: string): string {
  const decoded = Buffer.from(token, 'base64').toString('utf8');
  if (!decoded.startsWith('1')) {
    throw s3Error('InvalidArgument', { Message: 'The continuation token provided is incorrect' });
  }
  return decoded.slice(1);
}
