import type { Call, Operation, Reply } from '../call';
import { checksumHeaders } from '../checksum';
import { judgeRead } from '../conditions';
import { checkDecryptable, checkHeaders } from '../decrypt';
import { s3Error } from '../errors';
import { findObject } from '../find-object';
import { type ByteRange, parsePart, parseRange } from '../range';
import { readHeaders } from '../version-headers';
import { isReadable, type ObjectVersion, storageClass } from '../versions';

export const getObject: Operation = (call) => {
  const version = findObject(call, call.parameter('versionId'));
  if (!isReadable(version, call.store.now())) {
    throw s3Error('InvalidObjectState', { StorageClass: storageClass(version) });
  }
  checkDecryptable(call.store, version);
  return read(call, version);
};

/** The same headers; the server leaves the body out. Archived objects have a head, too. */
export const headObject: Operation = (call) => {
  const version = findObject(call, call.parameter('versionId'));
  checkHeaders(call.store, version, call.headers['x-amz-checksum-mode'] === 'ENABLED');
  return read(call, version);
};

function read(call: Call, version: ObjectVersion): Reply {
  const headers = readHeaders(call.bucket, version, call.store.now());
  const verdict = judgeRead(version, call.headers);
  if (verdict === 'failed') throw s3Error('PreconditionFailed');
  if (verdict === 'unchanged') return { status: 304, headers };
  Object.assign(headers, overrides(call.target.query));

  const { body } = version.content;
  const range = wantedRange(call, version);
  if (range === undefined) {
    const checksum = call.headers['x-amz-checksum-mode'] === 'ENABLED' ? version.content.checksum : undefined;
    return { status: 200, headers: { ...headers, ...checksumHeaders(checksum) }, body };
  }
  const parts = call.parameter('partNumber') === undefined ? undefined : version.content.partSizes?.length;
  return {
    status: 206,
    headers: {
      ...headers,
      ...(parts !== undefined && { 'x-amz-mp-parts-count': String(parts) }),
      'content-range': `bytes ${range.start}-${range.start + range.length - 1}/${body.size}`,
    },
    body: body.slice(range.start, range.length),
  };
}

function wantedRange(call: Call, version: ObjectVersion): ByteRange | undefined {
  const { content } = version;
  const part = call.parameter('partNumber');
  if (part !== undefined) return parsePart(part, content.partSizes ?? [content.body.size]);
  return call.headers.range === undefined ? undefined : parseRange(call.headers.range, content.body.size);
}

/** `response-content-type` and its like, which replace a header of the answer. */
function overrides(query: URLSearchParams): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of query) {
    if (name.startsWith('response-')) found[name.slice('response-'.length)] = value;
  }
  return found;
}
