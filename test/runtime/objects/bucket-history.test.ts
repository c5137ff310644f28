import { S3Client } from '@aws-sdk/client-s3';
import { bucketHistory } from '../../../runtime/objects/bucket-history';

const send = jest.spyOn(S3Client.prototype, 'send');
const client = new S3Client({ region: 'eu-west-1' });
const answering = (...answers: object[]) => {
  send.mockReset();
  for (const answer of answers) send.mockImplementationOnce(async () => answer);
};

describe('the lifecycle rules of a bucket', () => {
  const read = async (rule: object) => {
    answering({ Status: 'Enabled' }, { Rules: [{ ID: 'tidy', Status: 'Enabled', ...rule }] });
    return (await bucketHistory(client, 'objects')).rules[0];
  };

  test.each([
    [{ Expiration: { Days: 30 } }, { expiresCurrent: true }],
    [{ Expiration: { Date: new Date() } }, { expiresCurrent: true }],
    [{ Expiration: { ExpiredObjectDeleteMarker: true } }, { expiresCurrent: false }],
    [{ Transitions: [{ StorageClass: 'GLACIER_IR' }] }, { archive: undefined }],
    [{ Transitions: [{ StorageClass: 'GLACIER_IR' }, { StorageClass: 'GLACIER' }] }, { archive: 'GLACIER' }],
    [{ NoncurrentVersionTransitions: [{ StorageClass: 'DEEP_ARCHIVE' }] }, { archive: 'DEEP_ARCHIVE' }],
  ])('with %j are understood', async (rule, expected) => {
    expect(await read(rule)).toMatchObject(expected);
  });
});
