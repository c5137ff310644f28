import fc from 'fast-check';
import { rewindEngine } from '../../../../runtime/objects/rewind/engine';
import { layoutBelow } from '../../../../runtime/objects/rewind/layout';
import { rewind, undo } from '../../../../runtime/objects/rewind/rewind';
import { writtenByRuns } from '../../../../runtime/objects/rewind/stored-run';
import { BEGINNING, digests, histories, readNow, replay, SECONDS, seedOf } from './histories';
import { MemoryEvidence } from './memory-evidence';
import { type StoreBed, storeBed } from './store-bed';

const RUNS = Number(process.env.REWIND_HISTORIES ?? 15);
const LATER = BEGINNING + 3600_000;

let bed: StoreBed;
beforeAll(async () => {
  bed = await storeBed(LATER);
});
afterAll(async () => {
  expect(bed.s3.versionDeletes).toBe(0);
  await bed.close();
});

test(
  'a history that holds our own copies and markers: T2 after a rewind to T1, T1 again, a time between the rewinds, and the way back',
  async () => {
    let bucket = 0;
    const time = fc.integer({ min: -1, max: SECONDS });
    const cases = fc.tuple(histories, time, time, fc.constantFrom(1, 3, 1000));
    await fc.assert(
      fc.asyncProperty(cases, async ([history, first, second, pageSize]) => {
        const name = `bucket-${bucket++}`;
        bed.s3.seed(name, seedOf(history, 'p/'));
        const evidence = new MemoryEvidence();
        const engine = rewindEngine(bed.client, { evidence, source: { bucket: name, prefix: 'p/' }, pageSize });
        const now = () => readNow(bed.client, name, 'p/');
        const layout = (run: string) => layoutBelow(`${run}/`);
        const to = async (run: string, at: number) => {
          bed.now += 10_000;
          const { verified } = await rewind(engine, { at, layout: layout(run), listers: 1 });
          expect(verified).toMatchObject({ remaining: 0, differing: 0 });
          return bed.now;
        };
        const original = await now();
        const [atFirst, atSecond] = [first, second].map((until) => digests(replay(history, until)));

        const wasFirst = await to('one', BEGINNING + first * 1000);
        expect(await now()).toEqual(atFirst);
        await to('two', BEGINNING + second * 1000);
        expect(await now()).toEqual(atSecond);
        await to('three', BEGINNING + first * 1000);
        expect(await now()).toEqual(atFirst);
        await to('four', BEGINNING + second * 1000);
        await to('five', wasFirst);
        expect(await now()).toEqual(atFirst);

        for (const [run, before] of [
          ['five', atSecond],
          ['four', atFirst],
          ['three', atSecond],
          ['two', atFirst],
          ['one', original],
        ] as const) {
          bed.now += 10_000;
          const undone = await undo(
            { ...engine, isMarkerOfRun: writtenByRuns(evidence, '') },
            layout(run),
            layout(`undo-${run}`),
          );
          expect(undone).toMatchObject({ conflicts: 0, remaining: 0 });
          expect(await now()).toEqual(before);
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  30_000 + RUNS * 1_000,
);

test('undone out of order, what a later run has written is left alone and counted', async () => {
  const at = (seconds: number) => ({ at: new Date(BEGINNING + seconds * 1000) });
  const versions = [
    { ...at(0), body: 'first' },
    { ...at(10), body: 'second' },
    { ...at(20), body: 'third' },
  ];
  bed.s3.seed('order', [{ key: 'k', versions }]);
  const engine = rewindEngine(bed.client, {
    evidence: new MemoryEvidence(),
    source: { bucket: 'order', prefix: '' },
  });
  await rewind(engine, { at: BEGINNING, layout: layoutBelow('one/') });
  await rewind(engine, { at: BEGINNING + 10_000, layout: layoutBelow('two/') });
  const undone = await undo(engine, layoutBelow('one/'), layoutBelow('undo/'));
  expect(undone).toMatchObject({ conflicts: 1, examples: ['k'], parts: [] });
  expect(await readNow(bed.client, 'order', '')).toEqual(digests({ k: 'second' }));
});
