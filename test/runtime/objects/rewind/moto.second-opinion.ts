import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { rewindEngine } from '../../../../runtime/objects/rewind/engine';
import { layoutBelow } from '../../../../runtime/objects/rewind/layout';
import { rewind, undo } from '../../../../runtime/objects/rewind/rewind';
import { type OtherStore, startStore } from '../../../other-store';
import { digests, readNow } from './histories';
import { MemoryEvidence } from './memory-evidence';

const BUCKET = 'second-opinion';

describe('against a store that lists versions before markers and knows no conditions on copies', () => {
  let store: OtherStore;
  let client: OtherStore['client'];

  beforeAll(async () => {
    store = await startStore('moto_server');
    ({ client } = store);
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration }));
  });

  afterAll(() => store.stop());

  const put = (Key: string, Body: string) => client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  const remove = (Key: string) => client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));

  test.each([1, 3, 1000])('rewind, second run and undo with pages of %i', async (pageSize) => {
    const prefix = `p${pageSize}/`;
    const key = (name: string) => prefix + name;
    await put(key('overwritten'), 'good');
    await put(key('deleted'), 'kept');
    await put(key('was gone'), 'before');
    await remove(key('was gone'));
    await remove(key('back+again'));
    await put(key('back+again'), 'alive');
    await put(key('same'), 'same');
    const at = await nextSecond();
    await put(key('overwritten'), 'evil');
    await remove(key('deleted'));
    await put(key('was gone'), 'after');
    await remove(key('back+again'));
    await put(key('new %2F'), 'late');
    const before = await readNow(client, BUCKET, prefix);

    const evidence = new MemoryEvidence();
    const engine = rewindEngine(client, { evidence, source: { bucket: BUCKET, prefix }, pageSize });
    const first = await rewind(engine, { at, layout: layoutBelow('first/'), listers: 2 });
    expect(first).toMatchObject({ plan: { copy: 3, mark: 2 }, verified: { remaining: 0, differing: 0 } });
    expect(await readNow(client, BUCKET, prefix)).toEqual(
      digests({ overwritten: 'good', deleted: 'kept', 'back+again': 'alive', same: 'same' }),
    );
    const second = await rewind(engine, { at, layout: layoutBelow('second/') });
    expect(second.plan).toMatchObject({ copy: 0, mark: 0 });
    expect(await undo(engine, layoutBelow('first/'), layoutBelow('undo/'))).toMatchObject({
      conflicts: 0,
      remaining: 0,
    });
    expect(await readNow(client, BUCKET, prefix)).toEqual(before);
  });
});

/** Milliseconds of the second that has just ended. */
async function nextSecond(): Promise<number> {
  const second = Math.floor(Date.now() / 1000) * 1000;
  await new Promise((resolve) => setTimeout(resolve, second + 1_050 - Date.now()));
  return second;
}
