import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { rewindEngine, storeClient } from '../../../lambda/rewind/engine';
import { layoutBelow } from '../../../lambda/rewind/layout';
import { rewind, undo } from '../../../lambda/rewind/rewind';
import { digests, readNow } from './histories';
import { MemoryEvidence } from './memory-evidence';

/** `moto_server`, a store by other people: lists versions before markers, and ignores conditions on copies. */
const MOTO = process.env.MOTO_SERVER ?? 'moto_server';
const installed = spawnSync(MOTO, ['--help']).status === 0;
if (!installed) console.warn(`SKIPPED: ${MOTO} is not installed; the engine is tried against the local store only.`);
const described = installed ? describe : describe.skip;

const BUCKET = 'second-opinion';

described('against a store that lists versions before markers and knows no conditions on copies', () => {
  let server: ChildProcess;
  let client: S3Client;

  beforeAll(async () => {
    const port = await freePort();
    server = spawn(MOTO, ['-p', String(port)], { stdio: 'ignore' });
    client = storeClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await started(client);
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration }));
  }, 60_000);

  afterAll(() => {
    client.destroy();
    server.kill();
  });

  const put = (Key: string, Body: string) => client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  const remove = (Key: string) => client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));

  test.each([1, 3, 1000])(
    'rewind, second run and undo with pages of %i',
    async (pageSize) => {
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
    },
    60_000,
  );
});

/** Milliseconds of the second that has just ended. */
async function nextSecond(): Promise<number> {
  const second = Math.floor(Date.now() / 1000) * 1000;
  await new Promise((resolve) => setTimeout(resolve, second + 1_050 - Date.now()));
  return second;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function started(client: S3Client): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
      return;
    } catch (error) {
      if (tries > 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
