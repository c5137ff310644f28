import { aclBy } from '../acl';
import type { Call, Operation } from '../call';
import { digest } from '../checksum';
import { checkWrite } from '../conditions';
import { copyResult, type Source, sourceHeaders, sourceOf } from '../copy-source';
import { s3Error } from '../errors';
import type { Headers } from '../headers';
import { checkKey } from '../key-length';
import { describedBy, etagOf, placedBy, taggedBy } from '../settings';
import { encryptionHeaders, versionHeader } from '../version-headers';
import type { Content, Settings } from '../versions';
import { checksumAlgorithm } from '../wanted-checksum';

/** S3 copies no more in one call; larger objects take a multipart copy. */
const MOST_BYTES = 5 * 1024 ** 3;

export const copyObject: Operation = async (call) => {
  const { bucket, key, headers } = call;
  checkKey(key);
  const source = sourceOf(call);
  const { version } = source;
  const size = version.content.body.size;
  if (size > MOST_BYTES) {
    throw s3Error('InvalidRequest', {
      Message: `The specified copy source is larger than the maximum allowable size for a copy source: ${MOST_BYTES}`,
    });
  }
  const replaced = directive(headers, 'x-amz-metadata-directive');
  const retagged = directive(headers, 'x-amz-tagging-directive');
  checkNotOntoItself(call, source, replaced);
  const placement = placedBy(headers, bucket, call.store.now());
  const acl = aclBy(headers, bucket);
  const content = await copiedContent(call, version.content, placement);
  checkWrite(bucket.current(key), headers);
  const copy = bucket.put(key, {
    ...call.store.stored(),
    content,
    placement,
    description: replaced ? describedBy(headers) : version.description,
    tags: retagged ? taggedBy(headers) : version.tags,
    acl,
  });
  call.store.raise(bucket, 's3:ObjectCreated:Copy', key);
  return {
    status: 200,
    headers: { ...sourceHeaders(source), ...versionHeader(bucket, copy), ...encryptionHeaders(placement) },
    body: copyResult('CopyObjectResult', content.etag, copy.lastModified, content.checksum),
  };
};

/** The source's bytes, shared, in one piece: its ETag is its MD5 however many parts the source had. */
async function copiedContent(call: Call, source: Content, placement: Settings['placement']): Promise<Content> {
  const algorithm = checksumAlgorithm(call.headers) ?? source.checksum?.algorithm;
  const isSame = source.md5 !== undefined && source.checksum?.algorithm === algorithm;
  const { md5, checksum } =
    isSame && source.md5 !== undefined
      ? { md5: source.md5, checksum: source.checksum }
      : await digest(source.body, algorithm);
  return { body: source.body, etag: etagOf(md5, placement), md5, checksum };
}

function directive(headers: Headers, name: string): boolean {
  const value = headers[name] ?? 'COPY';
  if (value !== 'COPY' && value !== 'REPLACE') {
    throw s3Error('InvalidArgument', { ArgumentName: name, ArgumentValue: value });
  }
  return value === 'REPLACE';
}

/** Without a version id, a copy onto itself must change something. */
function checkNotOntoItself(call: Call, source: Source, replaced: boolean): void {
  const changes = ['x-amz-storage-class', 'x-amz-server-side-encryption', 'x-amz-website-redirect-location'];
  const isItself = source.bucket === call.bucket && source.key === call.key && source.versionId === undefined;
  if (isItself && !replaced && changes.every((name) => call.headers[name] === undefined)) {
    throw s3Error('InvalidRequest', {
      Message: 'This copy request is illegal because it is trying to copy an object to itself without changing it.',
    });
  }
}
