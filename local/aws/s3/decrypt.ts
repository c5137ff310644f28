import { S3Error, s3Error } from './errors';
import type { Store } from './store';
import type { ObjectVersion } from './versions';

/** A key that a customer gave with the request (SSE-C): it has to be given with each read, and here it cannot be. */
const CUSTOMER = 'x-amz-server-side-encryption-customer-algorithm';
const KMS_KEY = 'x-amz-server-side-encryption-aws-kms-key-id';

/** @throws S3Error where the bytes cannot be decrypted: InvalidRequest under SSE-C, KMS.DisabledException */
export function checkDecryptable(store: Store, { placement }: ObjectVersion): void {
  checkCustomerKey(placement);
  const key = placement[KMS_KEY];
  if (key !== undefined && store.disabledKeys.has(key)) {
    throw new S3Error(400, 'KMS.DisabledException', `${key} is disabled.`);
  }
}

/** A look at the headers needs the customer's key too; that of KMS only where it asks for the checksum. */
export function checkHeaders(store: Store, version: ObjectVersion, withChecksum: boolean): void {
  if (withChecksum) checkDecryptable(store, version);
  else checkCustomerKey(version.placement);
}

function checkCustomerKey(placement: ObjectVersion['placement']): void {
  if (placement[CUSTOMER] === undefined) return;
  throw s3Error('InvalidRequest', {
    Message:
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
  });
}
