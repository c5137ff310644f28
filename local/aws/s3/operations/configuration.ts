import type { Call, Operation } from '../call';
import { type S3ErrorCode, s3Error } from '../errors';
import { document, element, text } from '../xml';
import { parseXml } from '../xml-document';

/** Configurations that are kept as they were put and not acted on, except for the defaults of encryption and retention. */
interface Configuration {
  /** The root element; nothing for the policy, which is JSON. */
  readonly root?: string;
  /** What a bucket that never got one answers. */
  readonly absent: S3ErrorCode | ((call: Call) => string);
}

const DEFAULT_ENCRYPTION = document(
  'ServerSideEncryptionConfiguration',
  element(
    'Rule',
    element('ApplyServerSideEncryptionByDefault', text('SSEAlgorithm', 'AES256')),
    text('BucketKeyEnabled', false),
  ),
);

const CONFIGURATIONS = {
  encryption: { root: 'ServerSideEncryptionConfiguration', absent: () => DEFAULT_ENCRYPTION },
  lifecycle: { root: 'LifecycleConfiguration', absent: 'NoSuchLifecycleConfiguration' },
  notification: { root: 'NotificationConfiguration', absent: () => document('NotificationConfiguration') },
  'object-lock': { root: 'ObjectLockConfiguration', absent: objectLock },
  policy: { absent: 'NoSuchBucketPolicy' },
  ownershipControls: { root: 'OwnershipControls', absent: 'OwnershipControlsNotFoundError' },
  publicAccessBlock: { root: 'PublicAccessBlockConfiguration', absent: 'NoSuchPublicAccessBlockConfiguration' },
  replication: { root: 'ReplicationConfiguration', absent: 'ReplicationConfigurationNotFoundError' },
  tagging: { root: 'Tagging', absent: 'NoSuchTagSet' },
} satisfies Record<string, Configuration>;

export type Subresource = keyof typeof CONFIGURATIONS;

function objectLock(call: Call): string {
  if (!call.bucket.objectLock) throw s3Error('ObjectLockConfigurationNotFoundError');
  return document('ObjectLockConfiguration', text('ObjectLockEnabled', 'Enabled'));
}

export function getConfiguration(subresource: Subresource): Operation {
  const { absent }: Configuration = CONFIGURATIONS[subresource];
  return (call) => {
    const kept = call.bucket.configurations.get(subresource);
    if (kept !== undefined) return { status: 200, body: kept };
    if (typeof absent === 'string') throw s3Error(absent, { BucketName: call.target.bucket });
    return { status: 200, body: absent(call) };
  };
}

export function putConfiguration(subresource: Subresource): Operation {
  const { root }: Configuration = CONFIGURATIONS[subresource];
  return async (call) => {
    const { bucket } = call;
    const given = await call.receiveText();
    if (root) parseXml(given, root);
    if (subresource === 'replication' && bucket.versioning !== 'Enabled') {
      throw s3Error('InvalidRequest', { Message: 'Versioning must be enabled on the bucket to apply replication' });
    }
    bucket.configurations.set(subresource, given);
    return { status: 200 };
  };
}

export function deleteConfiguration(subresource: Subresource): Operation {
  return (call) => {
    call.bucket.configurations.delete(subresource);
    return { status: 204 };
  };
}
