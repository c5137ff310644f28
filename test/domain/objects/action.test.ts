import { actionFor, decide, decideInto, stateLine } from '../../../domain/objects/action';
import type { ObjectEntry } from '../../../domain/objects/entry';
import type { KeyState } from '../../../domain/objects/state';

function version(versionId: string, extra: Partial<ObjectEntry> = {}): ObjectEntry {
  const rest = { kind: 'version', lastModified: 0, isLatest: false, etag: `"${versionId}"`, size: 3 } as const;
  return { key: 'k', versionId, ...rest, ...extra };
}
const marker: ObjectEntry = { ...version('m'), kind: 'marker', etag: '', size: 0 };

function state(wanted: ObjectEntry | null, current: ObjectEntry | null, ambiguous = false): KeyState {
  const open = { reason: 'parts', otherwise: null, withoutRow: 'unknown' } as const;
  return { key: 'k', entries: 2, wanted, current, ...(ambiguous && { ambiguous: open }) };
}

test.each([
  ['the current version is the wanted one', version('a'), version('a'), 'unchanged'],
  ['another version is current', version('a'), version('b'), 'copy'],
  ['it was deleted since', version('a'), marker, 'copy'],
  ['it did not exist and does not', null, marker, 'unchanged'],
  ['it did not exist and does now', null, version('b'), 'mark'],
])('%s', (_, wanted, current, expected) => {
  const decision = decide('k', state(wanted, current));
  expect(decision.outcome === 'act' ? decision.action.action : decision.outcome).toBe(expected);
});

test('an action carries what it takes to do it and to undo it', () => {
  const wanted = version('a', { storageClass: 'STANDARD_IA' });
  expect(decide('k', state(wanted, version('b', { size: 9 })))).toEqual({
    outcome: 'act',
    compare: false,
    action: {
      action: 'copy',
      key: 'k',
      versionId: 'a',
      etag: '"a"',
      size: 3,
      storageClass: 'STANDARD_IA',
      current: { versionId: 'b', kind: 'version', etag: '"b"', size: 9 },
    },
  });
});

test.each([
  ['the same size and class', {}, true],
  ['another size', { size: 4 }, false],
  ['another class', { storageClass: 'GLACIER' }, false],
])('a closer look is taken at %s only where it can matter', (_, extra, compare) => {
  expect(decide('k', state(version('a'), version('b', extra)))).toMatchObject({ outcome: 'act', compare });
});

test('what is ambiguous is left alone, unless a row refers to it', () => {
  const open = state(version('a'), version('b'), true);
  expect(decide('k', open)).toMatchObject({ outcome: 'ambiguous', ifReferenced: { action: 'copy', versionId: 'a' } });
  expect(decide('k', open, true)).toMatchObject({ outcome: 'act', action: { action: 'copy', versionId: 'a' } });
});

test('in another place nothing is marked, and the source key is named', () => {
  expect(decideInto('into/k', state(null, version('b')))).toEqual({ outcome: 'unchanged' });
  expect(decideInto('into/k', state(version('a'), null))).toMatchObject({
    action: { key: 'into/k', from: 'k', current: null },
  });
});

test('null versions of two places are two versions', () => {
  const [wanted, current] = [version('null'), version('null')];
  expect(actionFor('k', wanted, current)).toBeNull();
  expect(actionFor('k', wanted, current, false)).toMatchObject({ action: 'copy' });
});

test('a line of the state round-trips any key', () => {
  const line = stateLine(version('a', { key: 'a\u2028"\\\u0001' }), true);
  expect(JSON.parse(JSON.stringify(line))).toEqual({
    key: 'a\u2028"\\\u0001',
    versionId: 'a',
    size: 3,
    etag: '"a"',
    lastModified: '1970-01-01T00:00:00.000Z',
    ambiguous: true,
  });
});

test('what was stored or deleted around T waits for the rows, with both choices, and is decided when they are known', () => {
  const open = { reason: 'near', otherwise: null, withoutRow: 'otherwise' } as const;
  const near: KeyState = { key: 'k', entries: 1, wanted: version('a'), current: version('b'), ambiguous: open };
  expect(decide('k', near)).toMatchObject({
    outcome: 'ambiguous',
    ifReferenced: { action: 'copy', versionId: 'a' },
    ifNot: { action: 'mark' },
  });
  expect(decide('k', near, true)).toMatchObject({ outcome: 'act', action: { action: 'copy', versionId: 'a' } });
  expect(decide('k', near, false)).toMatchObject({ outcome: 'act', action: { action: 'mark' } });
  expect(decideInto('k', near, false)).toEqual({ outcome: 'unchanged' });
});
