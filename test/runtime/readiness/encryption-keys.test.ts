import { KMSClient, NotFoundException } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { bucketKey, describeKey } from '../../../runtime/readiness/encryption-keys';

const kms = jest.spyOn(KMSClient.prototype, 'send');
const s3 = jest.spyOn(S3Client.prototype, 'send');
const keys = new KMSClient({ region: 'eu-west-1' });
const buckets = new S3Client({ region: 'eu-west-1' });

test('a key is in the state that KMS says', async () => {
  kms.mockImplementation(async () => ({
    KeyMetadata: { Arn: 'arn:k', KeyState: 'PendingDeletion', KeyManager: 'CUSTOMER' },
  }));
  expect(await describeKey(keys, 'k')).toEqual({ arn: 'arn:k', state: 'PendingDeletion', ofAws: false });
});

test('a key that is gone is not taken for one that cannot be asked about', async () => {
  kms.mockImplementation(() => Promise.reject(new NotFoundException({ message: 'gone', $metadata: {} })));
  expect(await describeKey(keys, 'k')).toEqual({ arn: 'k', state: 'NotFound' });
  kms.mockImplementation(() => Promise.reject(new Error('denied')));
  await expect(describeKey(keys, 'k')).rejects.toThrow('denied');
});

test.each([
  ['a key of ours', { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'arn:key' }, 'arn:key'],
  ['a key, twice encrypted', { SSEAlgorithm: 'aws:kms:dsse', KMSMasterKeyID: 'arn:key' }, 'arn:key'],
  ['the key of AWS', { SSEAlgorithm: 'aws:kms' }, 'alias/aws/s3'],
  ['keys of S3', { SSEAlgorithm: 'AES256' }, null],
])('a bucket is encrypted with %s', async (_, ApplyServerSideEncryptionByDefault, key) => {
  const Rules = [{ ApplyServerSideEncryptionByDefault }];
  s3.mockImplementation(async () => ({ ServerSideEncryptionConfiguration: { Rules } }));
  expect(await bucketKey(buckets, 'objects')).toBe(key);
});
