import { s3Error } from './errors';
import type { Headers } from './headers';
import type { ObjectVersion, Version } from './versions';

/**
 * Conditional writes and deletes, judged against the current version.
 * @throws S3Error PreconditionFailed, or NoSuchKey when `If-Match` finds nothing
 */
export function checkWrite(current: Version | undefined, headers: Headers): void {
  const none = headers['if-none-match'];
  if (none !== undefined) {
    if (none !== '*') throw s3Error('NotImplemented', { Message: 'If-None-Match on a write can only be `*`' });
    if (current?.kind === 'object') throw s3Error('PreconditionFailed', { Condition: 'If-None-Match' });
  }
  checkMatch(current, headers['if-match']);
}

/** @throws S3Error PreconditionFailed, or NoSuchKey when there is nothing */
export function checkMatch(current: Version | undefined, match: string | undefined): void {
  if (match === undefined) return;
  if (!current) throw s3Error('NoSuchKey');
  if (current.kind === 'marker' || !etagMatches(match, current)) {
    throw s3Error('PreconditionFailed', { Condition: 'If-Match' });
  }
}

/**
 * Conditional reads.
 * @param prefix `x-amz-copy-source-` for the source of a copy
 */
export function judgeRead(version: ObjectVersion, headers: Headers, prefix = ''): 'read' | 'unchanged' | 'failed' {
  const match = headers[`${prefix}if-match`];
  const none = headers[`${prefix}if-none-match`];
  const unmodified = headers[`${prefix}if-unmodified-since`];
  const modified = headers[`${prefix}if-modified-since`];
  if (match !== undefined) {
    if (!etagMatches(match, version)) return 'failed';
  } else if (unmodified !== undefined && version.lastModified > Date.parse(unmodified)) {
    return 'failed';
  }
  if (none !== undefined) return etagMatches(none, version) ? 'unchanged' : 'read';
  return modified !== undefined && version.lastModified <= Date.parse(modified) ? 'unchanged' : 'read';
}

function etagMatches(condition: string, version: ObjectVersion): boolean {
  return condition
    .split(',')
    .map((etag) => etag.trim().replace(/^"(.*)"$/, '$1'))
    .some((etag) => etag === '*' || etag === version.content.etag);
}
