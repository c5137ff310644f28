import { S3Client } from '@aws-sdk/client-s3';
import { bucketReplication } from '../../../runtime/objects/bucket-replication';

const send = jest.spyOn(S3Client.prototype, 'send');
const client = new S3Client({ region: 'eu-west-1' });
const answering = (answer: object) =>
  send
    .mockReset()
    .mockImplementation(() => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)));
const named = (name: string) => Object.assign(new Error(name), { name });

describe('the rules of a bucket’s replication', () => {
  const rule = { ID: 'copy', Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::copies' } };
  const read = async (more: object) => {
    answering({ ReplicationConfiguration: { Rules: [{ ...rule, ...more }] } });
    return (await bucketReplication(client, 'objects'))[0];
  };

  test('name where they copy what to', async () => {
    expect(await read({ Filter: { Prefix: 'pegasus/' }, DeleteMarkerReplication: { Status: 'Enabled' } })).toEqual({
      id: 'copy',
      enabled: true,
      prefix: 'pegasus/',
      byTag: false,
      destination: 'copies',
      deleteMarkers: true,
      existingObjects: false,
    });
  });

  test.each([
    [{ Filter: { And: { Prefix: 'p/', Tags: [{ Key: 'a', Value: 'b' }] } } }, { prefix: 'p/', byTag: true }],
    [{ Filter: { Tag: { Key: 'a', Value: 'b' } } }, { prefix: '', byTag: true }],
    [{ Prefix: 'old/' }, { prefix: 'old/', byTag: false }],
    [{ Status: 'Disabled' }, { enabled: false }],
  ])('with %j are understood', async (more, expected) => {
    expect(await read(more)).toMatchObject(expected);
  });

  test('are none where there is no replication, and an error where nobody may ask', async () => {
    answering(named('ReplicationConfigurationNotFoundError'));
    expect(await bucketReplication(client, 'objects')).toEqual([]);
    answering(named('AccessDenied'));
    await expect(bucketReplication(client, 'objects')).rejects.toThrow('AccessDenied');
  });
});
