import { judge, notApplicable } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const ENCRYPTION_KEYS: ReadinessCheck = {
  name: 'EncryptionKeys',
  expected:
    'the KMS keys of database, bucket, copy and vault are enabled, and the handlers may use those that a restore needs',
};

/** As KMS describes it. */
export interface KeyFound {
  readonly arn: string;
  /** As KMS says it; `NotFound` when there is no such key. */
  readonly state: string;
  /** Made by AWS for a service: whoever may use the service may use it through that. */
  readonly ofAws?: boolean;
}

export interface KeyState extends Pick<KeyFound, 'state' | 'ofAws'> {
  /** `database`, `bucket`, `copy`, `vault`, … */
  readonly store: string;
  readonly key: string;
  /** ARNs of those that the handlers may use. @default - they need none here */
  readonly usable?: readonly string[];
}

/** Where the key is to be named, so that the handlers get the right. */
const GIVEN_AS: Readonly<Record<string, string>> = {
  database: '`storageEncryptionKey` of ProtectedDatabase (`storageKeyArn` in cdk.json)',
  'Performance Insights':
    '`performanceInsightsEncryptionKey` of ProtectedDatabase (`performanceInsightsKeyArn` in cdk.json)',
  bucket: '`encryptionKey` of Bucket.fromBucketAttributes (`encryptionKeyArn` in cdk.json)',
};

/** Without its key no one can read a snapshot or an old version; without a right to it no handler. */
export function encryptionKeys(keys: readonly KeyState[]): CheckResult {
  if (keys.length === 0) return notApplicable(ENCRYPTION_KEYS, 'no store is encrypted with a key of KMS');
  const defects = keys.flatMap(({ store, key, state, ofAws, usable }) => {
    if (state !== 'Enabled') return [`the key ${key} of the ${store} is ${state}: ${remedy(state)}`];
    if (ofAws || usable === undefined || usable.includes(key)) return [];
    return [
      `no handler may use the key ${key} of the ${store}: give it as ${GIVEN_AS[store] ?? '`encryptionKey`'}, and deploy the stack`,
    ];
  });
  return judge(ENCRYPTION_KEYS, defects, keys.map(({ store, key }) => `${store}: ${key} enabled`).join(', '));
}

function remedy(state: string): string {
  if (state === 'PendingDeletion') return 'cancel its deletion now (`aws kms cancel-key-deletion`) and enable it';
  if (state === 'Disabled') return 'enable it (`aws kms enable-key`)';
  return 'without it everything encrypted with it is lost: look in AWS KMS';
}
