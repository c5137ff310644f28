import { LOCAL_ACCOUNT } from '../../service';
import type { Operation } from '../call';
import { s3Error } from '../errors';
import { document, element, isoTime, text } from '../xml';
import { parseXml } from '../xml-document';

const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export const listBuckets: Operation = ({ store }) => ({
  status: 200,
  body: document(
    'ListAllMyBucketsResult',
    element('Owner', text('ID', LOCAL_ACCOUNT)),
    element(
      'Buckets',
      ...[...store.buckets.values()].map((bucket) =>
        element('Bucket', text('Name', bucket.name), text('CreationDate', isoTime(bucket.createdAt))),
      ),
    ),
  ),
});

/** Creating one's own bucket again succeeds and changes nothing, as in us-east-1. */
export const createBucket: Operation = async (call) => {
  const name = call.target.bucket;
  if (!NAME.test(name)) throw s3Error('InvalidBucketName', { BucketName: name });
  await call.receive();
  if (call.headers['x-amz-acl'] !== undefined) {
    throw s3Error('NotImplemented', { Message: 'The local S3 has no ACLs of buckets' });
  }
  const ownership = call.headers['x-amz-object-ownership'];
  const objectLock = call.headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true';
  if (!call.store.buckets.has(name)) call.store.create(name, objectLock, ownership);
  return { status: 200, headers: { location: `/${name}` } };
};

/** Refused while anything is in it: a version, a marker or an upload. */
export const deleteBucket: Operation = ({ bucket, store }) => {
  if (!bucket.isEmpty) throw s3Error('BucketNotEmpty', { BucketName: bucket.name });
  store.buckets.delete(bucket.name);
  return { status: 204 };
};

export const headBucket: Operation = (call) => {
  void call.bucket;
  return { status: 200, headers: { 'x-amz-bucket-region': call.store.region } };
};

/** us-east-1 has no name here, as on S3. */
export const getBucketLocation: Operation = (call) => {
  void call.bucket;
  return { status: 200, body: document('LocationConstraint') };
};

export const getBucketVersioning: Operation = (call) => ({
  status: 200,
  body: document('VersioningConfiguration', text('Status', call.bucket.versioning)),
});

export const putBucketVersioning: Operation = async (call) => {
  const { bucket } = call;
  const configuration = parseXml(await call.receiveText(), 'VersioningConfiguration');
  const status = configuration.required('Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw s3Error('MalformedXML');
  if (configuration.value('MfaDelete') === 'Enabled') {
    throw s3Error('NotImplemented', { Message: 'The local S3 has no MFA Delete' });
  }
  if (status === 'Suspended' && bucket.objectLock) {
    throw s3Error('InvalidBucketState', { Message: 'Versioning cannot be suspended on a bucket with Object Lock' });
  }
  bucket.versioning = status;
  return { status: 200 };
};
