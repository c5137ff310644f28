import { createHash } from 'node:crypto';
import { Body } from '../body';
import type { Call, Operation } from '../call';
import { type Checksum, digest, hasher } from '../checksum';
import { checkWrite } from '../conditions';
import { s3Error } from '../errors';
import type { Part, Upload } from '../uploads';
import { encryptionHeaders, versionHeader } from '../version-headers';
import { document, text } from '../xml';
import type { XmlElement } from '../xml-document';
import { uploadOf } from './uploads';

/** Makes one object of the parts; its `LastModified` is the time when the upload was initiated. */
export const completeMultipartUpload: Operation = async (call) => {
  const { bucket, key } = call;
  const upload = uploadOf(call);
  const request = await call.receiveXml('CompleteMultipartUpload');
  const parts = chosenParts(upload, request.all('Part'), call.store.minimumPartSize);
  const body = Body.concat(parts.map((part) => part.body));
  const checksum = await wholeChecksum(call, upload, parts, body);
  const etag = compositeMd5(parts);
  checkWrite(bucket.current(key), call.headers);
  const version = bucket.put(key, {
    ...upload.settings,
    ...call.store.stored(),
    lastModified: upload.initiatedAt,
    content: { body, etag, checksum, partSizes: parts.map((part) => part.body.size) },
    tags: upload.tags,
    acl: upload.acl,
  });
  bucket.uploads.delete(upload.uploadId);
  call.store.raise(bucket, 's3:ObjectCreated:CompleteMultipartUpload', key);
  return {
    status: 200,
    headers: { ...versionHeader(bucket, version), ...encryptionHeaders(upload.settings.placement) },
    body: document(
      'CompleteMultipartUploadResult',
      text('Location', `/${bucket.name}/${key}`),
      text('Bucket', bucket.name),
      text('Key', key),
      text('ETag', `"${etag}"`),
      ...(checksum ? [text(`Checksum${checksum.algorithm}`, checksum.value)] : []),
      text('ChecksumType', checksum?.type),
    ),
  };
};

/** @throws S3Error InvalidPart, InvalidPartOrder, EntityTooSmall, or MalformedXML when no part is named */
function chosenParts(upload: Upload, named: readonly XmlElement[], minimumSize: number): Part[] {
  if (named.length === 0) throw s3Error('MalformedXML');
  let last = 0;
  return named.map((entry, index) => {
    const number = Number(entry.required('PartNumber'));
    if (number <= last) throw s3Error('InvalidPartOrder');
    last = number;
    const part = upload.parts.get(number);
    const etag = entry.required('ETag').replaceAll('"', '');
    const sum = part?.checksum && entry.value(`Checksum${part.checksum.algorithm}`);
    if (!part || part.md5 !== etag || (sum !== undefined && sum !== part.checksum?.value)) {
      throw s3Error('InvalidPart', { PartNumber: String(number) });
    }
    if (index < named.length - 1 && part.body.size < minimumSize) {
      throw s3Error('EntityTooSmall', { PartNumber: String(number), MinSizeAllowed: String(minimumSize) });
    }
    return part;
  });
}

function compositeMd5(parts: readonly Part[]): string {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(Buffer.from(part.md5, 'hex'));
  return `${md5.digest('hex')}-${parts.length}`;
}

async function wholeChecksum(
  call: Call,
  upload: Upload,
  parts: readonly Part[],
  body: Body,
): Promise<Checksum | undefined> {
  const { algorithm, checksumType } = upload;
  if (!algorithm || !checksumType) return undefined;
  const given = call.headers[`x-amz-checksum-${algorithm.toLowerCase()}`];
  const computed =
    checksumType === 'COMPOSITE' ? compositeChecksum(algorithm, parts) : (await digest(body, algorithm)).checksum;
  if (given !== undefined && computed !== undefined && given !== computed.value) throw s3Error('BadDigest');
  return computed ?? (given === undefined ? undefined : { algorithm, value: given, type: checksumType });
}

/** The checksum of the parts' checksums. */
function compositeChecksum(algorithm: Checksum['algorithm'], parts: readonly Part[]): Checksum | undefined {
  const sum = hasher(algorithm);
  if (!sum) return undefined;
  for (const { checksum } of parts) {
    if (checksum?.algorithm !== algorithm) {
      throw s3Error('InvalidRequest', { Message: `The upload was created with ${algorithm}; a part is without it` });
    }
    sum.update(Buffer.from(checksum.value, 'base64'));
  }
  return { algorithm, value: `${sum.digest().toString('base64')}-${parts.length}`, type: 'COMPOSITE' };
}
