import { S3Client } from '@aws-sdk/client-s3';
import { currentKeys } from '../../../runtime/objects/current-keys';

const send = jest.spyOn(S3Client.prototype, 'send');

test('keys come as they are, page after page, in the order of S3', async () => {
  send.mockImplementationOnce(async () => ({ Contents: [{ Key: 'p/a+b%2Fc' }], NextContinuationToken: 'more' }));
  send.mockImplementationOnce(async () => ({ Contents: [{ Key: 'p/%F0%9F%90%98' }, { Key: 'p/x%2By' }] }));
  const keys: string[] = [];
  const client = new S3Client({ region: 'eu-west-1' });
  for await (const { key } of currentKeys(client, { bucket: 'b', prefix: 'p/' })) keys.push(key);
  expect(keys).toEqual(['p/a b/c', 'p/🐘', 'p/x+y']);
  expect(send.mock.calls[1]![0].input).toMatchObject({ Prefix: 'p/', EncodingType: 'url', ContinuationToken: 'more' });
});
