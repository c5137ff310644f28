import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareKeys } from '../../../domain/objects/entry';
import { type Finding, joinReferences, type PlannedKey, type RowReference } from '../../../domain/references/join';

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function join(rows: readonly RowReference[], objects: readonly PlannedKey[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of joinReferences(stream(rows), stream(objects))) findings.push(finding);
  return findings;
}

const row = (key: string, name = `row of ${key}`) => ({ key, row: name });

describe('rows joined with objects', () => {
  test('a row whose object is planned is found, one without is dangling, an object without a row is orphaned', async () => {
    expect(await join([row('b'), row('c')], [{ key: 'a' }, { key: 'b' }])).toEqual([
      { kind: 'orphaned', key: 'a' },
      { kind: 'found', key: 'b', row: 'row of b' },
      { kind: 'dangling', key: 'c', row: 'row of c' },
    ]);
  });

  test('two rows may share an object, and both dangle without it', async () => {
    expect(
      (await join([row('a', '1'), row('a', '2'), row('b', '3'), row('b', '4')], [{ key: 'a' }])).map(
        ({ kind }) => kind,
      ),
    ).toEqual(['found', 'found', 'dangling', 'dangling']);
  });

  test('a row vouches for an ambiguous object', async () => {
    expect(await join([row('a')], [{ key: 'a', ambiguous: true }])).toEqual([
      { kind: 'ambiguous', key: 'a', row: 'row of a' },
    ]);
  });

  test('an ambiguous object without a row is no orphan: nothing says that it was there', async () => {
    expect(
      await join([row('b')], [{ key: 'a', ambiguous: true }, { key: 'b' }, { key: 'c', ambiguous: true }]),
    ).toEqual([{ kind: 'found', key: 'b', row: 'row of b' }]);
  });

  test('a side that is not in order is an error, never a wrong answer', async () => {
    await expect(join([row('b'), row('a')], [])).rejects.toThrow('The rows are not in key order: "a" after "b".');
    await expect(join([], [{ key: 'b' }, { key: 'a' }])).rejects.toThrow('The objects are not in key order');
    await expect(join([], [{ key: 'a' }, { key: 'a' }])).rejects.toThrow('The objects are not in key order');
  });

  test('the order is that of bytes, not of JavaScript', async () => {
    const keys = ['a', '\ue000', '\u{1f40e}'];
    expect(
      (
        await join(
          keys.map((key) => row(key)),
          keys.map((key) => ({ key })),
        )
      ).map(({ kind }) => kind),
    ).toEqual(['found', 'found', 'found']);
  });

  test('it equals what sets say, for any rows and objects', async () => {
    const key = fc.constantFrom('', 'a', 'aa', 'b', 'é', '\ue000', '\u{1f40e}', 'z', '/', ' ');
    await fc.assert(
      fc.asyncProperty(fc.array(key), fc.uniqueArray(key), async (rowKeys, objectKeys) => {
        const rows = [...rowKeys].sort(compareKeys).map((key, index) => row(key, String(index)));
        const objects = [...objectKeys].sort(compareKeys).map((key) => ({ key }));
        const findings = await join(rows, objects);
        const of = (kind: Finding['kind']) => findings.filter((finding) => finding.kind === kind).map(({ key }) => key);
        const [rowSet, objectSet] = [new Set<string>(rowKeys), new Set<string>(objectKeys)];
        expect(of('found')).toEqual(rows.map(({ key }) => key).filter((key) => objectSet.has(key)));
        expect(of('dangling')).toEqual(rows.map(({ key }) => key).filter((key) => !objectSet.has(key)));
        expect(of('orphaned')).toEqual(objects.map(({ key }) => key).filter((key) => !rowSet.has(key)));
      }),
    );
  });
});
