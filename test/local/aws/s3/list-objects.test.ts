import { ListObjectsV2Command, type ListObjectsV2CommandInput, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { type Harness, startS3 } from './harness';

const at = new Date('2026-11-23T04:00:00Z');
const live = [{ at, body: 'x' }];
const deleted = [...live, { at, deleteMarker: true }];

let harness: Harness;
beforeAll(async () => {
  harness = await startS3();
  harness.s3.seed('bucket', [
    { key: 'a', versions: live },
    { key: 'deleted', versions: deleted },
    { key: 'folder/1', versions: live },
    { key: 'folder/2', versions: deleted },
    { key: 'gone/1', versions: deleted },
    { key: 'z', versions: [...deleted, ...live] },
  ]);
});
afterAll(() => harness.close());

async function keys(input: Partial<ListObjectsV2CommandInput>, pageSize = 1000): Promise<string[]> {
  const found: string[] = [];
  const pages = paginateListObjectsV2({ client: harness.client, pageSize }, { Bucket: 'bucket', ...input });
  for await (const page of pages) {
    found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
    found.push(...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => `${Prefix}…`));
  }
  return found;
}

describe('a listing of objects', () => {
  test('has no key that is deleted now', async () => {
    expect(await keys({})).toEqual(['a', 'folder/1', 'z']);
  });

  test('rolls up at the delimiter, and shows no prefix below which everything is deleted', async () => {
    expect(await keys({ Delimiter: '/' })).toEqual(['a', 'z', 'folder/…']);
  });

  test.each<Partial<ListObjectsV2CommandInput>>([{}, { Delimiter: '/' }, { Prefix: 'f' }, { StartAfter: 'a' }])(
    'in pages of any size is the same: %j',
    async (input) => {
      const whole = (await keys(input)).sort();
      for (let size = 1; size <= 5; size++) expect((await keys(input, size)).sort()).toEqual(whole);
    },
  );

  test('starts behind a key', async () => {
    expect(await keys({ StartAfter: 'folder/1' })).toEqual(['z']);
    expect(await keys({ StartAfter: 'folder/0' })).toEqual(['folder/1', 'z']);
  });

  test('counts its keys and says when it is cut', async () => {
    const page = await harness.client.send(new ListObjectsV2Command({ Bucket: 'bucket', MaxKeys: 2 }));
    expect(page).toMatchObject({ KeyCount: 2, IsTruncated: true, MaxKeys: 2 });
    await expect(keys({ ContinuationToken: 'made up' })).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});
