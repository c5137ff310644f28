import { judge, notApplicable } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const ENCRYPTION_KEYS: ReadinessCheck = {
  name: 'EncryptionKeys',
  expected: 'the KMS keys of database, bucket, copy and vault are enabled',
};

export interface KeyState {
  /** `database`, `bucket`, `copy`, `vault`. */
  readonly store: string;
  readonly key: string;
  /** As KMS says it; `NotFound` when there is no such key. */
  readonly state: string;
}

/** Without its key no one can read a snapshot or an old version. */
export function encryptionKeys(keys: readonly KeyState[]): CheckResult {
  if (keys.length === 0) return notApplicable(ENCRYPTION_KEYS, 'no store is encrypted with a key of KMS');
  const defects = keys
    .filter(({ state }) => state !== 'Enabled')
    .map(({ store, key, state }) => `the key ${key} of the ${store} is ${state}: ${remedy(state)}`);
  return judge(ENCRYPTION_KEYS, defects, keys.map(({ store, key }) => `${store}: ${key} enabled`).join(', '));
}

function remedy(state: string): string {
  if (state === 'PendingDeletion') return 'cancel its deletion now (`aws kms cancel-key-deletion`) and enable it';
  if (state === 'Disabled') return 'enable it (`aws kms enable-key`)';
  return 'without it everything encrypted with it is lost: look in AWS KMS';
}
