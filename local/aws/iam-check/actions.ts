import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { type Headers, headersOf } from '../s3/headers';
import { findRoute } from '../s3/routes';
import { parseTarget } from '../s3/target';

/** What IAM would be asked about a request. */
export interface Asked {
  /** As `s3:ListBucketVersions`. */
  readonly action: string;
  /** Undefined where a request does not say it in its URL. */
  readonly resource?: string;
}

/** Operations of S3 that IAM knows under another name; `Version` is put behind those that name a version. */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  ListObjectsV2: 'ListBucket',
  HeadBucket: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  HeadObject: 'GetObject',
  CopyObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  UploadPartCopy: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  DeleteObjects: 'DeleteObject',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  GetBucketReplication: 'GetReplicationConfiguration',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
};
const OF_A_VERSION = /^(Get|Delete)Object(Tagging|Acl)?$/;

/** Names of services in a signature that IAM does not use. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/**
 * What a request to S3 needs: on its object or bucket, and on the source of a copy.
 * @throws S3Error for what this S3 does not know
 */
export function actionsOfS3(request: IncomingMessage): Asked[] {
  const target = parseTarget(request.method ?? 'GET', request.url ?? '/');
  const headers = headersOf(request, target.query);
  const { operation } = findRoute(target, headers);
  const arn = `arn:aws:s3:::${target.bucket}`;
  const asked = {
    action: s3Action(operation, target.query.has('versionId')),
    resource: target.key ? `${arn}/${target.key}` : arn,
  };
  if (operation === 'DeleteObjects') return [{ action: asked.action }];
  const setsAcl = Object.keys(headers).some((name) => /^x-amz-(acl|grant-)/.test(name));
  const acl = setsAcl && operation !== 'PutObjectAcl' ? [{ ...asked, action: 's3:PutObjectAcl' }] : [];
  const locks = headers['x-amz-object-lock-mode'] ? [{ ...asked, action: 's3:PutObjectRetention' }] : [];
  return [asked, ...acl, ...locks, ...sourcesOf(headers)];
}

/** What a copy reads. */
function sourcesOf(headers: Headers): Asked[] {
  const source = headers['x-amz-copy-source'];
  if (source === undefined) return [];
  const [path, query] = source.split('?');
  const resource = `arn:aws:s3:::${decodeURIComponent(path!.replace(/^\//, ''))}`;
  return [{ action: s3Action('GetObject', query !== undefined), resource }];
}

function s3Action(operation: string, named: boolean): string {
  const action = S3_ACTIONS[operation] ?? operation;
  return `s3:${named && OF_A_VERSION.test(action) ? action.replace('Object', 'ObjectVersion') : action}`;
}

/** Which state machine or key a call is about: two of them are two rights. A token does not say. */
const NAMED: Readonly<Record<string, z.ZodType<string>>> = {
  states: z.object({ stateMachineArn: z.string() }).transform(({ stateMachineArn }) => stateMachineArn),
  kms: z.object({ KeyId: z.string().startsWith('arn:') }).transform(({ KeyId }) => KeyId),
};

const resourceOf = (service: string, body: () => string): string | undefined =>
  NAMED[service]?.safeParse(JSON.parse(body() || '{}')).data;

/** Of the other protocols only the operation's name is known. REST services do not name it: nothing is said of them. */
export function actionOf(service: string, { headers, url }: IncomingMessage, body: () => string): Asked[] {
  const target = String(headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  const name = target || /\/operation\/(\w+)$/.exec(url ?? '')?.[1] || new URLSearchParams(body()).get('Action');
  return name ? [{ action: `${PREFIXES[service] ?? service}:${name}`, resource: resourceOf(service, body) }] : [];
}
