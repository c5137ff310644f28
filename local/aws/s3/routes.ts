import type { Operation } from './call';
import { s3Error } from './errors';
import { type Headers, isSigning } from './headers';
import { getObjectAcl, putObjectAcl } from './operations/acl';
import * as buckets from './operations/buckets';
import { completeMultipartUpload } from './operations/complete-upload';
import { deleteConfiguration, getConfiguration, putConfiguration, type Subresource } from './operations/configuration';
import { copyObject } from './operations/copy-object';
import { deleteObject } from './operations/delete-object';
import { deleteObjects } from './operations/delete-objects';
import { listObjectsV2 } from './operations/list-objects';
import { listObjectVersions } from './operations/list-versions';
import { putObject } from './operations/put-object';
import { getObject, headObject } from './operations/read-object';
import { restoreObject } from './operations/restore-object';
import { getObjectRetention, putObjectRetention } from './operations/retention';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './operations/tagging';
import { uploadPart, uploadPartCopy } from './operations/upload-part';
import * as uploads from './operations/uploads';
import type { Target } from './target';

export interface Route {
  /** S3's name of the operation. */
  readonly operation: string;
  readonly run: Operation;
  readonly method: string;
  readonly level: 'service' | 'bucket' | 'object';
  /** Query parameters that must be there. */
  readonly needs: readonly string[];
  /** Query parameters that may be there, as regular expression. */
  readonly takes?: RegExp;
  /** Whether it is told apart by `x-amz-copy-source`. */
  readonly copies?: boolean;
}

const LISTING = /^(prefix|delimiter|max-keys|encoding-type)$/;
const VERSION = /^versionId$/;

const ROUTES: readonly Route[] = [
  route('ListBuckets', 'GET /', buckets.listBuckets),
  route('CreateBucket', 'PUT /b', buckets.createBucket),
  route('HeadBucket', 'HEAD /b', buckets.headBucket),
  route('GetBucketLocation', 'GET /b?location', buckets.getBucketLocation),
  route('GetBucketVersioning', 'GET /b?versioning', buckets.getBucketVersioning),
  route('PutBucketVersioning', 'PUT /b?versioning', buckets.putBucketVersioning),
  ...configuration('lifecycle', 'BucketLifecycleConfiguration', 'BucketLifecycle'),
  ...configuration('replication', 'BucketReplication'),
  ...configuration('encryption', 'BucketEncryption'),
  ...configuration('notification', 'BucketNotificationConfiguration').slice(0, 2),
  ...configuration('object-lock', 'ObjectLockConfiguration').slice(0, 2),
  ...configuration('policy', 'BucketPolicy'),
  ...configuration('ownershipControls', 'BucketOwnershipControls'),
  ...configuration('publicAccessBlock', 'PublicAccessBlock'),
  ...configuration('tagging', 'BucketTagging'),
  route('DeleteBucket', 'DELETE /b', buckets.deleteBucket),
  route('DeleteObjects', 'POST /b?delete', deleteObjects),
  {
    ...route('ListObjectVersions', 'GET /b?versions', listObjectVersions),
    takes: new RegExp(`${LISTING.source}|^(key-marker|version-id-marker)$`),
  },
  {
    ...route('ListObjectsV2', 'GET /b?list-type', listObjectsV2),
    takes: new RegExp(`${LISTING.source}|^(continuation-token|start-after|fetch-owner)$`),
  },
  {
    ...route('ListMultipartUploads', 'GET /b?uploads', uploads.listMultipartUploads),
    takes: /^(prefix|encoding-type|key-marker|upload-id-marker|max-uploads)$/,
  },
  route('CreateMultipartUpload', 'POST /b/k?uploads', uploads.createMultipartUpload),
  { ...route('UploadPartCopy', 'PUT /b/k?uploadId&partNumber', uploadPartCopy), copies: true },
  route('UploadPart', 'PUT /b/k?uploadId&partNumber', uploadPart),
  route('CompleteMultipartUpload', 'POST /b/k?uploadId', completeMultipartUpload),
  route('AbortMultipartUpload', 'DELETE /b/k?uploadId', uploads.abortMultipartUpload),
  { ...route('ListParts', 'GET /b/k?uploadId', uploads.listParts), takes: /^(max-parts|part-number-marker)$/ },
  route('GetObjectTagging', 'GET /b/k?tagging', getObjectTagging, VERSION),
  route('PutObjectTagging', 'PUT /b/k?tagging', putObjectTagging, VERSION),
  route('DeleteObjectTagging', 'DELETE /b/k?tagging', deleteObjectTagging, VERSION),
  route('GetObjectAcl', 'GET /b/k?acl', getObjectAcl, VERSION),
  route('PutObjectAcl', 'PUT /b/k?acl', putObjectAcl, VERSION),
  route('GetObjectRetention', 'GET /b/k?retention', getObjectRetention, VERSION),
  route('PutObjectRetention', 'PUT /b/k?retention', putObjectRetention, VERSION),
  route('RestoreObject', 'POST /b/k?restore', restoreObject, VERSION),
  route('GetObject', 'GET /b/k', getObject, /^(versionId|partNumber|response-[a-z-]+)$/),
  route('HeadObject', 'HEAD /b/k', headObject, /^(versionId|partNumber|response-[a-z-]+)$/),
  { ...route('CopyObject', 'PUT /b/k', copyObject), copies: true },
  route('PutObject', 'PUT /b/k', putObject),
  route('DeleteObject', 'DELETE /b/k', deleteObject, VERSION),
];

/** @param pattern method and shape of the path, with the query parameters it needs: `GET /b/k?tagging` */
function route(operation: string, pattern: string, run: Operation, takes?: RegExp): Route {
  const [, method = '', path = '', query] = /^(\S+) ([^?]+)(?:\?(.*))?$/.exec(pattern) ?? [];
  const level = path === '/' ? 'service' : path === '/b' ? 'bucket' : 'object';
  return { operation, run, method, level, needs: query?.split('&') ?? [], takes };
}

/** Get, put and delete; not all of them have a delete on S3. */
function configuration(subresource: Subresource, name: string, deleted = name): Route[] {
  return [
    route(`Get${name}`, `GET /b?${subresource}`, getConfiguration(subresource)),
    route(`Put${name}`, `PUT /b?${subresource}`, putConfiguration(subresource)),
    route(`Delete${deleted}`, `DELETE /b?${subresource}`, deleteConfiguration(subresource)),
  ];
}

/**
 * The operation that a request asks for. A parameter that the operation does not know is not overlooked.
 * @throws S3Error NotImplemented naming the operation or what is unknown in it
 */
export function findRoute(target: Target, headers: Headers): Route {
  const level = target.key !== '' ? 'object' : target.bucket !== '' ? 'bucket' : 'service';
  const parameters = [...target.query.keys()].filter((name) => name !== 'x-id' && !isSigning(name));
  const copies = headers['x-amz-copy-source'] !== undefined;
  const found = ROUTES.find(
    (candidate) =>
      candidate.method === target.method &&
      candidate.level === level &&
      (candidate.copies ?? copies) === copies &&
      candidate.needs.every((name) => parameters.includes(name)) &&
      parameters.every((name) => candidate.needs.includes(name) || candidate.takes?.test(name)),
  );
  if (found) return found;
  const asked = target.query.get('x-id') ?? `${target.method} ${level}?${parameters.join('&')}`;
  throw s3Error('NotImplemented', { Message: `The local S3 does not implement ${asked}` });
}
