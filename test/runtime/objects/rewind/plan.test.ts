import type { ObjectAction } from '../../../../domain/objects/action';
import { layoutBelow } from '../../../../runtime/objects/rewind/layout';
import { planRewind } from '../../../../runtime/objects/rewind/plan';
import { from, type RewindBed, rewindBed, T } from '../../../faults/objects/rewind-bed';

let bed: RewindBed;
beforeEach(async () => {
  bed = await rewindBed();
});
afterEach(() => bed.close());

const layout = layoutBelow('plan/');
const keys = (prefix: string) => bed.evidence.lines<ObjectAction>(prefix).map(({ key }) => key);

function seedFolders(): string[] {
  const all: string[] = [];
  for (const folder of ['a', 'b', 'c', 'd', 'e']) {
    for (let i = 0; i < 7; i++) {
      const key = `p/${folder}/${i}`;
      bed.seedKey(key, { ...from(-10), body: 'old' }, { ...from(10), body: 'newer' });
      all.push(key);
    }
  }
  return all;
}

test.each([1, 3, 8])('with %i listers the parts hold all keys in key order', async (listers) => {
  const all = seedFolders();
  const engine = bed.engine({ pageSize: 4 });
  const { complete, counts } = await planRewind(
    { ...engine, hasTime: () => true },
    { layout, at: T, listers, resume: false },
  );
  expect(complete).toBe(true);
  expect(counts).toMatchObject({ versionsListed: 70, keys: 35, copy: 35, unchanged: 0, bytesToCopy: 105 });
  expect(keys(layout.actions)).toEqual(all);
  expect(keys(layout.state)).toEqual(all);
});

test.each([1, 3])(
  'a lister that runs out of time after every page goes on where it stood (%i listers)',
  async (listers) => {
    const all = seedFolders();
    const engine = bed.engine({ pageSize: 3 });
    let calls = 0;
    let outcome = await planRewind({ ...engine, hasTime: () => false }, { layout, at: T, listers, resume: false });
    for (; !outcome.complete && calls < 100; calls++) {
      outcome = await planRewind({ ...engine, hasTime: () => false }, { layout, at: T, listers, resume: true });
    }
    expect(calls).toBeGreaterThan(3);
    expect(outcome.counts).toMatchObject({ versionsListed: 70, copy: 35 });
    expect(keys(layout.actions)).toEqual(all);
  },
);

test('what an earlier try left beyond our parts is emptied, so that it is never carried out', async () => {
  seedFolders();
  const stale = `${layout.actions}part-000007.jsonl`;
  await bed.evidence.putText(stale, '{"action":"mark","key":"not ours"}\n');
  await planRewind({ ...bed.engine(), hasTime: () => true }, { layout, at: T, listers: 1, resume: false });
  expect(bed.evidence.files.get(stale)).toBe('');
});
