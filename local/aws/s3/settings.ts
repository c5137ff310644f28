import { createHash } from 'node:crypto';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../service';
import type { Bucket } from './bucket';
import { s3Error } from './errors';
import type { Headers } from './headers';
import { NO_TAGS, type Settings } from './versions';
import { parseXml } from './xml-document';

const DESCRIPTION =
  /^(cache-control|content-disposition|content-encoding|content-language|content-type|expires|x-amz-meta-.+)$/;
const LOCK = /^x-amz-object-lock-(mode|retain-until-date|legal-hold)$/;
const STORAGE_CLASSES =
  /^(STANDARD|REDUCED_REDUNDANCY|STANDARD_IA|ONEZONE_IA|INTELLIGENT_TIERING|GLACIER|DEEP_ARCHIVE|GLACIER_IR)$/;
const MOST_TAGS = 10;

export function describedBy(headers: Headers): Settings['description'] {
  const description: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && DESCRIPTION.test(name)) description[name] = value;
  }
  description['content-type'] ??= 'binary/octet-stream';
  const encodings = description['content-encoding']?.split(',').filter((one) => one.trim() !== 'aws-chunked');
  if (encodings) description['content-encoding'] = encodings.join(',');
  if (encodings?.length === 0) delete description['content-encoding'];
  return description;
}

/**
 * @param now milliseconds
 * @throws S3Error InvalidStorageClass, or InvalidRequest for Object Lock where the bucket has none
 */
export function placedBy(headers: Headers, bucket: Bucket, now: number): Settings['placement'] {
  const placement: Record<string, string> = { ...encryption(headers, bucket), ...defaultRetention(bucket, now) };
  const storageClass = headers['x-amz-storage-class'] ?? 'STANDARD';
  if (!STORAGE_CLASSES.test(storageClass)) throw s3Error('InvalidStorageClass');
  if (storageClass !== 'STANDARD') placement['x-amz-storage-class'] = storageClass;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (name === 'x-amz-website-redirect-location') placement[name] = value;
    if (!LOCK.test(name)) continue;
    if (!bucket.objectLock) throw s3Error('InvalidRequest', { Message: 'Bucket is missing Object Lock Configuration' });
    placement[name] = value;
  }
  return placement;
}

/** What the bucket locks everything for that says nothing else. */
function defaultRetention(bucket: Bucket, now: number): Record<string, string> {
  const kept = bucket.configurations.get('object-lock');
  const rule = kept && parseXml(kept, 'ObjectLockConfiguration').child('Rule')?.child('DefaultRetention');
  if (!rule) return {};
  const days = Number(rule.value('Days') ?? 365 * Number(rule.value('Years')));
  return {
    'x-amz-object-lock-mode': rule.required('Mode'),
    'x-amz-object-lock-retain-until-date': new Date(now + days * 24 * 3600 * 1000).toISOString(),
  };
}

/** As the request says, else as the bucket's default says, else AES256. */
function encryption(headers: Headers, bucket: Bucket): Record<string, string> {
  const preset = bucket.configurations.get('encryption');
  const rule = preset
    ? parseXml(preset, 'ServerSideEncryptionConfiguration').child('Rule')?.child('ApplyServerSideEncryptionByDefault')
    : undefined;
  const own = headers['x-amz-server-side-encryption'];
  const algorithm = own ?? rule?.value('SSEAlgorithm') ?? 'AES256';
  if (algorithm === 'AES256') return { 'x-amz-server-side-encryption': algorithm };
  const key = own ? headers['x-amz-server-side-encryption-aws-kms-key-id'] : rule?.value('KMSMasterKeyID');
  const bucketKey = headers['x-amz-server-side-encryption-bucket-key-enabled'];
  return {
    'x-amz-server-side-encryption': algorithm,
    'x-amz-server-side-encryption-aws-kms-key-id': key ?? `arn:aws:kms:${LOCAL_REGION}:${LOCAL_ACCOUNT}:alias/aws/s3`,
    ...(bucketKey && { 'x-amz-server-side-encryption-bucket-key-enabled': bucketKey }),
  };
}

/** The ETag of a body in one piece: its MD5, except under KMS, where S3's ETag is not one. */
export function etagOf(md5: string, placement: Settings['placement']): string {
  const key = placement['x-amz-server-side-encryption-aws-kms-key-id'];
  return key === undefined ? md5 : createHash('md5').update(`${key} ${md5}`).digest('hex');
}

/** The tags in `x-amz-tagging`, a query string. */
export function taggedBy(headers: Headers): ReadonlyMap<string, string> {
  const header = headers['x-amz-tagging'];
  return header ? checkedTags(new URLSearchParams(header)) : NO_TAGS;
}

/** @throws S3Error InvalidTag */
export function checkedTags(pairs: Iterable<readonly [string, string]>): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (key === '' || key.length > 128 || value.length > 256) throw s3Error('InvalidTag');
    if (tags.has(key)) throw s3Error('InvalidTag', { Message: 'Cannot provide multiple Tags with the same key' });
    tags.set(key, value);
  }
  if (tags.size > MOST_TAGS) throw s3Error('InvalidTag', { Message: 'Object tags cannot be greater than 10' });
  return tags;
}
