import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EvidenceFolder } from '../../../runtime/evidence/evidence-folder';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test('what is put is found, listed in order below its prefix, and read line by line', async () => {
  const store = new EvidenceFolder(folder);
  await store.putText('run/actions/part-000001.jsonl', 'c\n');
  await store.putText('run/actions/part-000000.jsonl', 'a\u2028\nb\n');
  await store.putJson('run/rewind.json', { run: 'x' });
  expect((await collected(store.list('run/actions/'))).map(({ key, size }) => [key, size])).toEqual([
    ['run/actions/part-000000.jsonl', 7],
    ['run/actions/part-000001.jsonl', 2],
  ]);
  expect(await collected(store.readLines('run/actions/part-000000.jsonl'))).toEqual(['a\u2028', 'b']);
  expect(await store.getJson('run/rewind.json')).toEqual({ run: 'x' });
});

test.each([
  ['the working folder', '.'],
  ['a relative folder', './run/..'],
  ['a folder with a slash at its end', 'run/'],
])('keys are listed as they were put, in %s', async (_, path) => {
  const before = process.cwd();
  process.chdir(folder);
  try {
    const store = new EvidenceFolder(path);
    await store.putText('x/actions/part-000000.jsonl', 'a\n');
    expect(await collected(store.list('x/actions/'))).toEqual([{ key: 'x/actions/part-000000.jsonl', size: 2 }]);
  } finally {
    process.chdir(before);
  }
});

test('what is not there reads as undefined and lists as nothing', async () => {
  const store = new EvidenceFolder(folder);
  expect(await store.getJson('nowhere.json')).toBeUndefined();
  expect(await collected(store.list('nowhere/'))).toEqual([]);
});

test('a file that a killed process left half-written is not evidence', async () => {
  await writeFile(join(folder, 'part-000000.jsonl.unfinished'), '{"ke');
  expect(await collected(new EvidenceFolder(folder).list(''))).toEqual([]);
});
