import { expect, test } from '@jest/globals';
import { DatabaseError } from 'pg';
import { PageSlices } from '../../../runtime/database/page-slices';

const failing = (code: string) => Object.assign(new DatabaseError(`code ${code}`, 0, 'error'), { code });

/** A table of so many pages; `refuse` says what a slice from one page up to another meets. */
async function read(pages: number, refuse: (from: number, end: number) => string | undefined, over = () => false) {
  const client = { query: async () => ({ rows: [{ pages }] }), getTransactionStatus: () => 'I', user: 'u' };
  const slices = new PageSlices(client as never, 'public.t', 8);
  const found: string[] = [];
  let error: Error | undefined;
  const all = slices.slices(over, async (where) => {
    const [from = 0, end = 0] = [...where.matchAll(/\((\d+),0\)/g)].map(([, page]) => Number(page));
    const code = refuse(from, end);
    if (code !== undefined) throw failing(code);
    return `${from}-${end}`;
  });
  try {
    for await (const slice of all) found.push(slice);
  } catch (reason) {
    error = reason as Error;
  }
  return { found, error, part: slices.part, gaps: slices.gaps, damaged: slices.damaged };
}

test('every page is in one slice', async () =>
  expect(await read(20, () => undefined)).toMatchObject({ found: ['0-8', '8-16', '16-20'], part: 1, gaps: [] }));

test('a table without a page is asked all the same: it may be one that cannot be read', async () => {
  expect(await read(0, () => undefined)).toMatchObject({ found: ['0-1'], part: 1 });
  expect(await read(0, () => '42501')).toMatchObject({ error: failing('42501') });
});

test('F104 what takes too long is halved until it does not, and grows again', async () => {
  const { found, part } = await read(20, (from, end) => (from < 8 && end - from > 2 ? '57014' : undefined));
  expect(found).toEqual(['0-2', '2-4', '4-6', '6-8', '8-12', '12-20']);
  expect(part).toBe(1);
});

test('F104 one page that cannot be read is named, the others are read', async () => {
  const { found, gaps, part } = await read(8, (from, end) => (from <= 3 && 3 < end ? 'XX001' : undefined));
  expect(found).toEqual(['0-2', '2-3', '4-5', '5-7', '7-8']);
  expect(gaps).toEqual(['page 3: code XX001']);
  expect(part).toBe(1);
});

test('a damaged page is told from one that takes too long', async () => {
  expect((await read(8, (from, end) => (from <= 3 && 3 < end ? 'XX001' : undefined))).damaged).toBe(true);
  expect((await read(8, (from, end) => (from <= 3 && 3 < end ? '57014' : undefined))).damaged).toBe(false);
});

test('the third of them ends the table', async () => {
  const { found, gaps, error, part } = await read(8, () => '57014');
  expect([found, gaps.length, error?.message]).toEqual([[], 3, 'code 57014']);
  expect(part).toBeLessThan(1);
});

test('what no smaller slice would mend ends the table at once', async () =>
  expect(await read(8, () => '42501')).toMatchObject({ found: [], error: failing('42501'), part: 0 }));

test('the budget is asked before each slice', async () => {
  let slices = 0;
  expect(
    await read(
      20,
      () => undefined,
      () => slices++ === 2,
    ),
  ).toMatchObject({ found: ['0-8', '8-16'], part: 0.8 });
});
