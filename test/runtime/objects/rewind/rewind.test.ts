import { PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import type { ObjectEntry } from '../../../../domain/objects/entry';
import { ObjectVersions } from '../../../../runtime/objects/object-versions';
import { rewindEngine } from '../../../../runtime/objects/rewind/engine';
import { layoutBelow } from '../../../../runtime/objects/rewind/layout';
import { planRewind } from '../../../../runtime/objects/rewind/plan';
import { restorePart } from '../../../../runtime/objects/rewind/restore-part';
import { applyParts, rewind, undo } from '../../../../runtime/objects/rewind/rewind';
import { SealedEvidence } from '../../../../runtime/objects/rewind/sealed-evidence';
import { planUndo } from '../../../../runtime/objects/rewind/undo';
import { verifyRewind } from '../../../../runtime/objects/rewind/verify';
import { BEGINNING, digests, type History, histories, readNow, replay, SECONDS, seedOf } from './histories';
import { MemoryEvidence } from './memory-evidence';
import { type StoreBed, storeBed } from './store-bed';

/** The stated figure is 10,000: `REWIND_HISTORIES=10000 npx jest test/runtime/objects/rewind`. */
const RUNS = Number(process.env.REWIND_HISTORIES ?? 100);

let bed: StoreBed;
beforeAll(async () => {
  bed = await storeBed(BEGINNING + 3600_000);
});
afterAll(async () => {
  expect(bed.s3.versionDeletes).toBe(0);
  await bed.close();
});

test(
  'random histories: the rewind equals a replay, a second run writes nothing, an undo gives the state before',
  async () => {
    let bucket = 0;
    const pageSizes = fc.constantFrom(1, 2, 3, 7, 1000);
    const cases = fc.tuple(histories, fc.integer({ min: -1, max: SECONDS }), pageSizes, fc.constantFrom(1, 4));
    await fc.assert(
      fc.asyncProperty(cases, async ([history, until, pageSize, listers]) => {
        await rewindAndBack(`bucket-${bucket++}`, history, until, pageSize, listers);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  300_000 + RUNS * 2_000,
);

async function rewindAndBack(bucket: string, history: History, until: number, pageSize: number, listers: number) {
  bed.s3.seed(bucket, [...seedOf(history, 'p/'), ...seedOf(history, 'q/')]);
  const evidence = new MemoryEvidence();
  const engine = rewindEngine(bed.client, { evidence, source: { bucket, prefix: 'p/' }, pageSize });
  const options = { at: BEGINNING + until * 1000, listers };
  const before = await entries(bucket, pageSize);
  const stateBefore = await readNow(bed.client, bucket, 'p/');
  const outside = await readNow(bed.client, bucket, 'q/');

  const first = await rewind(engine, { ...options, layout: layoutBelow('first/') });
  expect(first.verified).toMatchObject({ remaining: 0, differing: 0 });
  expect(await readNow(bed.client, bucket, 'p/')).toEqual(digests(replay(history, until)));
  const rewound = await entries(bucket, pageSize);
  expect(lost(before, rewound)).toEqual([]);
  expect(rewound.length - before.length).toBe(first.plan.copy + first.plan.mark);

  const second = await rewind(engine, { ...options, layout: layoutBelow('second/') });
  expect(second.plan).toMatchObject({ copy: 0, mark: 0, ambiguous: 0 });
  expect(await entries(bucket, pageSize)).toEqual(rewound);

  const undone = await undo(engine, layoutBelow('first/'), layoutBelow('undo/'));
  expect(undone).toMatchObject({ conflicts: 0, remaining: 0 });
  expect(await readNow(bed.client, bucket, 'p/')).toEqual(stateBefore);
  expect(await readNow(bed.client, bucket, 'q/')).toEqual(outside);
  expect(lost(rewound, await entries(bucket, pageSize))).toEqual([]);
}

async function entries(bucket: string, pageSize: number): Promise<ObjectEntry[]> {
  const found: ObjectEntry[] = [];
  for await (const page of new ObjectVersions(bed.client, { bucket, prefix: '' }, pageSize).pages())
    found.push(...page);
  return found;
}

/** Entries that were there before and are not any more. */
function lost(before: readonly ObjectEntry[], after: readonly ObjectEntry[]): readonly ObjectEntry[] {
  const names = new Set(after.map(({ key, versionId }) => JSON.stringify([key, versionId])));
  return before.filter(({ key, versionId }) => !names.has(JSON.stringify([key, versionId])));
}

describe('F112 what another hand has written into the evidence', () => {
  const AT = BEGINNING + SECONDS * 1000;
  const action = (key: string) =>
    `${JSON.stringify({ action: 'copy', key, versionId: 'v', etag: '', size: 1, current: null })}\n`;
  async function planned(name: string) {
    const old = { at: new Date(BEGINNING), body: 'old' };
    const damaged = { at: new Date(AT + 60_000), body: 'damaged' };
    bed.s3.seed(name, [{ key: 'p/a', versions: [old, damaged] }]);
    const layout = layoutBelow('run/');
    const files = new MemoryEvidence();
    const evidence = new SealedEvidence(files, layout);
    const engine = rewindEngine(bed.client, { evidence, source: { bucket: name, prefix: 'p/' } });
    const { counts } = await planRewind(
      { ...engine, hasTime: () => true },
      { layout, at: AT, listers: 1, resume: false },
    );
    expect(counts).toMatchObject({ copy: 1 });
    return { layout, files, engine, counts, apply: () => applyParts(engine, layout, counts) };
  }
  const refused = async (bucket: string, work: () => Promise<unknown>, says: RegExp) => {
    await expect(work()).rejects.toMatchObject({ name: 'EvidenceUnusable', message: expect.stringMatching(says) });
    expect(Object.keys(await readNow(bed.client, bucket, 'p/'))).toEqual(['a']);
    expect(await readNow(bed.client, bucket, 'p/')).toEqual(digests({ a: 'damaged' }));
  };

  test('a part that was added is refused before anything is written', async () => {
    const { files, layout, apply } = await planned('added');
    await files.putText(`${layout.actions}part-900000.jsonl`, action('p/b'));
    await refused('added', apply, /part-900000.* is no part of what was planned/);
  });

  test('a part that is gone is missed before anything is written', async () => {
    const { files, apply } = await planned('gone');
    for (const key of [...files.files.keys()]) if (key.includes('/actions/')) files.files.delete(key);
    await refused('gone', apply, /is gone/);
  });

  test.each([
    ['outside the prefix', action('q/a'), /is outside s3:\/\/outside\/p\/: `q\/a`/],
    [
      'from another key',
      action('p/a').replace('"versionId"', '"from":"q/a","versionId"'),
      /copies from another key than `p\/a`/,
    ],
    ['twice', action('p/a').repeat(2), /has its key a second time/],
    ['that is none', '{"action":"delete","key":"p/a"}\n', /line 1.* is not what a step writes/],
  ])('an action %s is refused, where nothing says what was planned too', async (_what, text, says) => {
    bed.s3.seed('outside', [{ key: 'p/a', versions: [{ at: new Date(BEGINNING), body: 'damaged' }] }]);
    const evidence = new MemoryEvidence();
    const engine = rewindEngine(bed.client, { evidence, source: { bucket: 'outside', prefix: 'p/' } });
    await evidence.putText('run/actions/part-000000.jsonl', text);
    await refused('outside', () => restorePart(engine, layoutBelow('run/'), 'run/actions/part-000000.jsonl'), says);
  });

  test.each([
    ['all', 1_000, 40],
    ['a sample', 10, 1],
  ])(
    'wrong versions that the evidence claims to have written are found by computing %s again',
    async (_what, sample, least) => {
      const name = `sampled-${sample}`;
      const keys = Array.from({ length: 40 }, (_, n) => `p/${n + 10}`);
      const versions = [
        { at: new Date(BEGINNING), body: 'wanted' },
        { at: new Date(AT + 60_000), body: 'damage' },
      ];
      bed.s3.seed(
        name,
        keys.map((key) => ({ key, versions })),
      );
      const evidence = new MemoryEvidence();
      const engine = rewindEngine(bed.client, { evidence, source: { bucket: name, prefix: 'p/' } });
      const layout = layoutBelow('run/');
      const rewound = await rewind(engine, { layout, at: AT });
      expect(rewound.verified).toMatchObject({ remaining: 0, differing: 0, compared: 40, copies: { found: 40 } });
      const forged: string[] = [];
      for (const Key of keys) {
        const { VersionId } = await bed.client.send(new PutObjectCommand({ Bucket: name, Key, Body: 'others' }));
        forged.push(`${JSON.stringify({ key: Key, versionId: VersionId })}\n`);
      }
      await evidence.putText(`${layout.written}part-000000.jsonl`, forged.join(''));
      const found = await verifyRewind(engine, { layout, at: AT, sample });
      expect(found.copies.found).toBe(40);
      expect(found.differing).toBe(found.compared);
      expect(found.compared).toBeGreaterThanOrEqual(least);
    },
  );

  test('an undo of what was written elsewhere is refused', async () => {
    bed.s3.seed('undone', [{ key: 'q/a', versions: [{ at: new Date(BEGINNING), body: 'another' }] }]);
    const evidence = new MemoryEvidence();
    const engine = rewindEngine(bed.client, { evidence, source: { bucket: 'undone', prefix: 'p/' } });
    await evidence.putText('run/actions/part-000000.jsonl', action('q/a'));
    await evidence.putJson('run/plan-cursor.json', { shards: [{ done: true, counts: { copy: 1, mark: 0 } }] });
    await expect(planUndo(engine, layoutBelow('run/'), layoutBelow('undo/'))).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringMatching(/`q\/a`, which is not below s3:\/\/undone\/p\//),
    });
  });
});
