import type { Call, Operation } from '../call';
import { checksumHeaders, digest } from '../checksum';
import { copyResult, sourceHeaders, sourceOf } from '../copy-source';
import { s3Error } from '../errors';
import { parseCopyRange } from '../range';
import { encryptionHeaders } from '../version-headers';
import { uploadOf } from './uploads';

const MOST_PARTS = 10_000;
const MOST_BYTES = 5 * 1024 ** 3;

export const uploadPart: Operation = async (call) => {
  const upload = uploadOf(call);
  const number = partNumber(call);
  const { body, md5, checksum } = await call.receive(upload.algorithm);
  upload.parts.set(number, { body, md5, checksum, lastModified: call.store.now() });
  return {
    status: 200,
    headers: { etag: `"${md5}"`, ...encryptionHeaders(upload.settings.placement), ...partChecksum(checksum) },
  };
};

export const uploadPartCopy: Operation = async (call) => {
  const upload = uploadOf(call);
  const number = partNumber(call);
  const source = sourceOf(call);
  const whole = source.version.content.body;
  const { start, length } = parseCopyRange(call.headers['x-amz-copy-source-range'], whole.size);
  if (length > MOST_BYTES) {
    throw s3Error('InvalidRequest', { Message: `A part can be no larger than ${MOST_BYTES} bytes` });
  }
  const body = whole.slice(start, length);
  const { md5, checksum } = await digest(body, upload.algorithm);
  const lastModified = call.store.now();
  upload.parts.set(number, { body, md5, checksum, lastModified });
  return {
    status: 200,
    headers: { ...sourceHeaders(source), ...encryptionHeaders(upload.settings.placement) },
    body: copyResult('CopyPartResult', md5, lastModified, checksum),
  };
};

function partNumber(call: Call): number {
  const given = call.required('partNumber');
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS) {
    throw s3Error('InvalidArgument', { Message: `Part number must be an integer between 1 and ${MOST_PARTS}` });
  }
  return number;
}

/** A part's checksum has no type. */
function partChecksum(checksum: Parameters<typeof checksumHeaders>[0]): Record<string, string> {
  const { 'x-amz-checksum-type': _type, ...headers } = checksumHeaders(checksum);
  return headers;
}
