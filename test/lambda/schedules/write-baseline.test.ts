import { BROKEN_LIMIT } from '../../../domain/references/baseline';
import { type Look, writeBaseline } from '../../../lambda/schedules/write-baseline';
import { Baselines } from '../../../runtime/references/baselines';
import { brokenReferences } from '../../../runtime/references/broken-references';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';

const SOURCE = { identifier: 'pegasus', resourceId: 'db-1' };
const lost = (name: string) => ({ key: `pegasus/${name}`, row: `lectures ${name} (audio_path)` });

async function write(...looks: Look[]) {
  const evidence = new MemoryEvidence();
  const baselines = new Baselines(evidence);
  let left = 0;
  const baseline = await writeBaseline({ source: async () => SOURCE, look: async () => looks[left++]!, baselines });
  return { baseline, baselines, looked: left };
}

test('what is broken at two looks is written under the time of the second, rounded up', async () => {
  const { baseline, baselines } = await write(
    { at: '2026-11-23T02:00:00.100Z', checked: 9, broken: [lost('a'), lost('going')] },
    { at: '2026-11-23T02:00:03.100Z', checked: 8, broken: [lost('a'), lost('new')] },
  );
  expect(baseline).toEqual({
    version: 1,
    takenAt: '2026-11-23T02:00:04Z',
    source: SOURCE,
    checked: 8,
    broken: [lost('a')],
  });
  expect(await baselines.before(SOURCE, '2026-11-23T02:00:04Z')).toEqual(baseline);
  expect(await baselines.before(SOURCE, '2026-11-23T02:00:03Z')).toBeUndefined();
});

test('the references that could be looked at are written: a restore tells by them what the incident has removed', async () => {
  const references = ['lectures.audio_path'];
  const { baseline, baselines } = await write({ at: '2026-11-23T02:00:00Z', checked: 9, broken: [], references });
  expect(baseline.references).toEqual(references);
  expect((await baselines.before(SOURCE, '2026-11-23T02:00:00Z'))?.references).toEqual(references);
});

test('nothing broken needs no second look', async () =>
  expect((await write({ at: '2026-11-23T02:00:00Z', checked: 9, broken: [] })).looked).toBe(1));

test('a baseline of another database under the same name is none', async () => {
  const { baselines } = await write({ at: '2026-11-23T02:00:00Z', checked: 9, broken: [] });
  expect(await baselines.before({ ...SOURCE, resourceId: 'db-2' }, '2026-11-23T04:00:00Z')).toBeUndefined();
});

test.each([
  ['of another moment', '2026-11-23T02:00:00Z', /says that it is/],
  ['from the future', '2099-01-01T00:00:00Z', /is from the future/],
])('F112 a baseline %s is not believed: named, with a way out', async (_what, takenAt, says) => {
  const evidence = new MemoryEvidence();
  const key = `baselines/pegasus/${takenAt.startsWith('2099') ? takenAt : '2026-11-23T03:00:00Z'}.json`;
  await evidence.putJson(key, { version: 1, takenAt, source: SOURCE, checked: 9, broken: [] });
  const unbelieved = {
    name: 'EvidenceUnusable',
    message: expect.stringMatching(new RegExp(`${says.source}.*Delete the object`)),
  };
  const baselines = new Baselines(evidence);
  await expect(baselines.newest('pegasus')).rejects.toMatchObject(unbelieved);
  await expect(baselines.before(SOURCE, key.slice(key.lastIndexOf('/') + 1, -5))).rejects.toMatchObject(unbelieved);
});

describe('a look', () => {
  const here = { bucket: 'media', prefix: 'pegasus/' };
  const reference = { table: 'lectures', column: 'audio_path', elsewhere: ['/data'] };
  const rows = (...names: string[]) => ({
    discover: async () => ({ found: [], notFound: [], missing: [], unreadable: [] }),
    stream: async function* () {
      for (const name of names)
        yield { path: name.includes(':') ? name : `s3://media/pegasus/${name}`, row: `row ${name}`, reference };
    },
  });
  const keys = async function* (...names: string[]) {
    for (const name of names) yield { key: `pegasus/${name}` };
  };

  test('finds rows without an object; other places and our own objects do not count', async () =>
    expect(
      await brokenReferences(
        [reference],
        rows('/data:x', 'a', 'b'),
        keys('.pegasus-backup/heartbeat.json', 'a', 'z'),
        here,
      ),
    ).toEqual({
      checked: 2,
      broken: [{ key: 'pegasus/b', row: 'row b' }],
      references: [],
    }));

  test('that finds more than anybody could explain is an error', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => String(i).padStart(6, '0'));
    const { broken } = await brokenReferences([reference], rows(...many(BROKEN_LIMIT)), keys(), here);
    expect(broken).toHaveLength(BROKEN_LIMIT);
    await expect(brokenReferences([reference], rows(...many(BROKEN_LIMIT + 1)), keys(), here)).rejects.toThrow(
      /More than 10000 rows refer to objects that are missing, row 010000 among them. No baseline is written/,
    );
  });

  test('F86 of values that cannot be looked up is none: today it is said, not in an incident', async () =>
    await expect(brokenReferences([reference], rows('a', 'https://cdn/b'), keys('a'), here)).rejects.toThrow(
      /No baseline is written.*lectures.audio_path: not an S3 path, 1 row/,
    ));

  test('F86 nor is one without a name that does not exist, or a table that may not be read', async () => {
    const discover = async () => ({
      found: [],
      notFound: [],
      missing: ['x does not exist'],
      unreadable: ['y: denied'],
    });
    await expect(brokenReferences([reference], { ...rows('a'), discover }, keys('a'), here)).rejects.toThrow(
      /No baseline is written.*x does not exist; y: denied/,
    );
  });
});
