import { aclBy } from '../acl';
import type { Call, Operation } from '../call';
import { keyEncoder } from '../encoding';
import { s3Error } from '../errors';
import { randomId } from '../ids';
import { checkKey } from '../key-length';
import { compareKeys } from '../keys';
import { firstPage } from '../listing';
import { describedBy, placedBy, taggedBy } from '../settings';
import type { Upload } from '../uploads';
import { encryptionHeaders } from '../version-headers';
import { checksumAlgorithm } from '../wanted-checksum';
import { document, element, isoTime, text } from '../xml';

const MOST_UPLOADS = 1000;
const MOST_PARTS = 1000;

export const createMultipartUpload: Operation = (call) => {
  const { bucket, key, headers } = call;
  checkKey(key);
  const algorithm = checksumAlgorithm(headers);
  const upload: Upload = {
    uploadId: randomId(),
    key,
    initiatedAt: call.store.now(),
    settings: { description: describedBy(headers), placement: placedBy(headers, bucket, call.store.now()) },
    tags: taggedBy(headers),
    acl: aclBy(headers, bucket),
    algorithm,
    checksumType: checksumType(call, algorithm),
    parts: new Map(),
  };
  bucket.uploads.set(upload.uploadId, upload);
  return {
    status: 200,
    headers: {
      ...encryptionHeaders(upload.settings.placement),
      ...(algorithm && { 'x-amz-checksum-algorithm': algorithm }),
      ...(upload.checksumType && { 'x-amz-checksum-type': upload.checksumType }),
    },
    body: document(
      'InitiateMultipartUploadResult',
      text('Bucket', bucket.name),
      text('Key', key),
      text('UploadId', upload.uploadId),
    ),
  };
};

/** As S3 chooses: composite, except for CRC64NVME, which has only the whole. */
function checksumType(call: Call, algorithm: Upload['algorithm']): Upload['checksumType'] {
  const given = call.headers['x-amz-checksum-type'];
  if (algorithm === undefined) return undefined;
  if (given === undefined) return algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
  const allowed = { FULL_OBJECT: !algorithm.startsWith('SHA'), COMPOSITE: algorithm !== 'CRC64NVME' };
  if ((given !== 'FULL_OBJECT' && given !== 'COMPOSITE') || !allowed[given]) {
    throw s3Error('InvalidRequest', { Message: `The ${given} checksum type cannot be used with ${algorithm}` });
  }
  return given;
}

/** The upload that a request names. */
export function uploadOf(call: Call): Upload {
  const uploadId = call.required('uploadId');
  const upload = call.bucket.uploads.get(uploadId);
  if (upload?.key !== call.key) throw s3Error('NoSuchUpload', { UploadId: uploadId });
  return upload;
}

export const abortMultipartUpload: Operation = (call) => {
  call.bucket.uploads.delete(uploadOf(call).uploadId);
  return { status: 204 };
};

/** By key, then by the time of their initiation. */
export const listMultipartUploads: Operation = (call) => {
  const encode = keyEncoder(call);
  const prefix = call.parameter('prefix') ?? '';
  const keyMarker = call.parameter('key-marker') ?? '';
  const idMarker = call.parameter('upload-id-marker');
  const uploads = [...call.bucket.uploads.values()]
    .filter((upload) => upload.key.startsWith(prefix))
    .sort((a, b) => compareKeys(a.key, b.key) || a.initiatedAt - b.initiatedAt);
  const marked = uploads.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === idMarker);
  const rest = marked < 0 ? uploads.filter(({ key }) => compareKeys(key, keyMarker) > 0) : uploads.slice(marked + 1);
  const { page, isTruncated } = firstPage(rest, call.count('max-uploads', MOST_UPLOADS));
  const last = isTruncated ? page.at(-1) : undefined;
  return {
    status: 200,
    body: document(
      'ListMultipartUploadsResult',
      text('Bucket', call.bucket.name),
      text('KeyMarker', encode(keyMarker)),
      text('UploadIdMarker', idMarker ?? ''),
      text('NextKeyMarker', last && encode(last.key)),
      text('NextUploadIdMarker', last?.uploadId),
      text('Prefix', encode(prefix)),
      text('EncodingType', call.parameter('encoding-type')),
      text('IsTruncated', isTruncated),
      ...page.map(({ key, uploadId, initiatedAt }) =>
        element(
          'Upload',
          text('Key', encode(key)),
          text('UploadId', uploadId),
          text('Initiated', isoTime(initiatedAt)),
        ),
      ),
    ),
  };
};

export const listParts: Operation = (call) => {
  const upload = uploadOf(call);
  const marker = Number(call.parameter('part-number-marker') ?? 0);
  const parts = [...upload.parts].sort(([a], [b]) => a - b).filter(([number]) => number > marker);
  const { page, isTruncated } = firstPage(parts, call.count('max-parts', MOST_PARTS));
  return {
    status: 200,
    body: document(
      'ListPartsResult',
      text('Bucket', call.bucket.name),
      text('Key', upload.key),
      text('UploadId', upload.uploadId),
      text('PartNumberMarker', marker),
      text('NextPartNumberMarker', page.at(-1)?.[0]),
      text('IsTruncated', isTruncated),
      text('ChecksumAlgorithm', upload.algorithm),
      text('ChecksumType', upload.checksumType),
      ...page.map(([number, { md5, body, lastModified, checksum }]) =>
        element(
          'Part',
          text('PartNumber', number),
          text('LastModified', isoTime(lastModified)),
          text('ETag', `"${md5}"`),
          text('Size', body.size),
          ...(checksum ? [text(`Checksum${checksum.algorithm}`, checksum.value)] : []),
        ),
      ),
    ),
  };
};
