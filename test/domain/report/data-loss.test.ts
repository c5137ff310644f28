import { expect, test } from '@jest/globals';
import { lostRows } from '../../../domain/report/data-loss';

type Old = Parameters<typeof lostRows>[0] extends AsyncIterable<infer Row> ? Row : never;

async function* rows(...keys: string[]): AsyncGenerator<Old> {
  for (const key of keys) yield { key: [key], digest: key } as unknown as Old;
}

async function lost(old: string[], restored: string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const { old: row } of lostRows(rows(...old), rows(...restored) as never)) found.push(String(row.key));
  return found;
}

test('rows that only the old database has are found', async () => {
  expect(await lost(['a', 'b', 'c'], ['a', 'c'])).toEqual(['b']);
});

test.each([
  ['old', ['b', 'a'], ['a', 'b']],
  ['restored', ['a', 'b', 'c'], ['b', 'a', 'c']],
])('rows of the %s database that are out of order end the comparison', async (side, old, restored) => {
  await expect(lost(old, restored)).rejects.toThrow(`The rows of the ${side} database do not come in the order`);
});
