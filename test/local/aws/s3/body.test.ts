import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body } from '../../../../local/aws/s3/body';
import { BodyWriter } from '../../../../local/aws/s3/body-writer';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'body-'));
});
afterAll(() => rm(directory, { recursive: true }));

const large = Buffer.alloc(200_000, 'abcdefghij');

async function written(bytes: Buffer): Promise<Body> {
  const writer = new BodyWriter(directory);
  for (let at = 0; at < bytes.length; at += 7000) await writer.write(bytes.subarray(at, at + 7000));
  return writer.finish();
}

describe('a body', () => {
  test('reads back as it was written, small or large', async () => {
    expect((await written(Buffer.from('small'))).bytes?.toString()).toBe('small');
    const body = await written(large);
    expect(body.bytes).toBeUndefined();
    expect(await body.text()).toBe(large.toString());
  });

  test('of parts in memory, in a file and hollow is sliced anywhere', async () => {
    const body = Body.concat([Body.of(Buffer.from('head')), await written(large), Body.hollow(3)]);
    const whole = `head${large}\0\0\0`;
    expect(body.size).toBe(whole.length);
    for (const [start, length] of [
      [0, 4],
      [2, 10],
      [4, 100],
      [199_990, 17],
      [0, whole.length],
      [5, 0],
    ] as const) {
      expect(await body.slice(start, length).text()).toBe(whole.slice(start, start + length));
    }
  });

  test('that is a slice is sliced again', async () => {
    const slice = (await written(large)).slice(13, 1000);
    expect(await slice.slice(4, 10).text()).toBe(large.toString().slice(17, 27));
  });

  test('that is given up leaves no file behind', async () => {
    const before = await readdir(directory);
    const writer = new BodyWriter(directory);
    await writer.write(large);
    await writer.abandon();
    expect(await readdir(directory)).toEqual(before);
  });
});
