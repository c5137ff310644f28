import { S3Client } from '@aws-sdk/client-s3';
import { replicationSample } from '../../../runtime/objects/replication-status';

const send = jest.spyOn(S3Client.prototype, 'send');
const client = new S3Client({ region: 'eu-west-1' });

const version = (VersionId: string, second: number, Key = 'beat') => ({
  Key,
  VersionId,
  LastModified: new Date(Date.UTC(2026, 10, 23, 4, 0, second)),
});
const at = (second: number) => ({ bucket: 'objects', key: 'beat', before: Date.UTC(2026, 10, 23, 4, 0, second) });

test.each([
  [9, undefined],
  [10, 'v1'],
  [19, 'v1'],
  [20, 'v2'],
])('of versions at 10 and 20, the newest at %i or before is %s', async (second, expected) => {
  send.mockReset();
  send.mockImplementationOnce(async () => ({ Versions: [version('v2', 20), version('v1', 10)] }));
  send.mockImplementationOnce(async () => ({ ReplicationStatus: 'COMPLETED' }));
  const sample = await replicationSample(client, at(second));
  expect(sample?.status).toBe(expected && 'COMPLETED');
  expect(send.mock.calls[1]?.[0].input).toEqual(expected && { Bucket: 'objects', Key: 'beat', VersionId: expected });
});

test('a key that merely begins like it is another one', async () => {
  send.mockReset();
  send.mockImplementationOnce(async () => ({ Versions: [version('v1', 10, 'beat.old')] }));
  expect(await replicationSample(client, at(20))).toBeUndefined();
});
