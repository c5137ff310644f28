import { S3Client } from '@aws-sdk/client-s3';
import { ownPrefix } from '../../../../runtime/objects/rewind/copy-prefix';

const NOW = Date.UTC(2026, 10, 23, 4);
const DATED = 'pegasus-2026-11-23/';

/** A store whose list of the dated prefix has these pages, and which has nothing else. */
function storeOf(...pages: object[]) {
  const client = new S3Client({ region: 'eu-west-1' });
  jest
    .spyOn(client, 'send')
    .mockImplementation(
      (async ({ input }: { input: { Prefix: string } }) => (input.Prefix === DATED && pages.shift()) || {}) as never,
    );
  return client;
}

test.each([
  ['nothing is there', [], DATED],
  ['an object is there', [{ Contents: [{ Key: 'a' }] }], 'pegasus-2026-11-23T'],
  [
    'F108 an object is there, behind a page that is empty',
    [{ IsTruncated: true, NextContinuationToken: 'more' }, { Contents: [{ Key: 'a' }] }],
    'pegasus-2026-11-23T',
  ],
])('%s: where a copy run writes', async (_, pages, expected) => {
  const own = await ownPrefix(storeOf(...pages), { bucket: 'b', prefix: 'pegasus/' }, NOW);
  expect(own.prefix).toMatch(new RegExp(`^${expected}`));
});
