import { describe, expect, test } from '@jest/globals';
import { Body } from '../../local/aws/s3/body';
import { NO_TAGS, type Version } from '../../local/aws/s3/versions';
import { exactlyTheOpenKeys, notWritten } from '../../local/drill/independent-check/unsettled';
import { openKeys } from '../../local/drill/second-t/open-keys';

const T = Date.parse('2026-11-23T04:00:00Z');
const second = (moment: number) => Math.floor(moment / 1000) * 1000;

/** Milliseconds from T. */
const put = (at: number, begun?: number): Version => ({
  kind: 'object',
  versionId: `at ${at}`,
  storedAt: T + at,
  lastModified: second(T + (begun ?? at)),
  content: { body: Body.EMPTY, etag: '', ...(begun !== undefined && { partSizes: [0] }) },
  description: {},
  placement: {},
  tags: NO_TAGS,
});
const parts = (begun: number, at: number) => put(at, begun);
const remove = (at: number): Version => ({
  kind: 'marker',
  versionId: 'marker',
  storedAt: T + at,
  lastModified: second(T + at),
});

describe('which keys the drill expects in the list', () => {
  test.each<[string, boolean, Version[], string | null | undefined]>([
    ['overwritten within the second', true, [put(-5000), put(0), put(999)], 'at -5000'],
    ['overwritten before and after it', true, [put(-5000), put(-1), put(1000)], undefined],
    ['stored within it', false, [put(1), put(2)], undefined],
    ['deleted within it', true, [put(-5000), remove(0)], undefined],
    ['deleted and stored again within it', true, [put(-5000), remove(1), put(2)], 'at -5000'],
    ['deleted before it and stored again within it', false, [put(-5000), remove(-1), put(2)], undefined],
    ['uploaded in parts, with its row', true, [parts(-300, -100)], undefined],
    ['uploaded in parts, without a row yet', false, [parts(-300, -100)], 'at -100'],
    ['uploaded in parts across T', false, [parts(-300, 100)], null],
    ['uploaded in parts over another object', true, [put(-5000), parts(-300, 100)], 'at -5000'],
    ['begun within the second', false, [parts(100, 1200)], undefined],
    ['begun within the second, over another object', true, [put(-5000), parts(100, 1200)], 'at -5000'],
  ])('%s', (_, isReferenced, history, expected) => {
    const found = openKeys([['k', history]], T, new Set(isReferenced ? ['k'] : []));
    expect(found).toEqual(new Map(expected === undefined ? [] : [['k', expected]]));
  });
});

describe('what the report lists', () => {
  const open = new Map([['k', 'right']]);
  const line = (key: string, ...others: string[]) => ({ key, reason: '', taken: 'wrong', others });
  const report = (keys: number) => ({ unsettled: { keys, evidence: '', first: [] } });

  test.each([
    ['exactly them', [line('k', 'right')], 1, 'passed'],
    ['a key that is not open', [line('k', 'right'), line('other', 'right')], 2, 'failed'],
    ['one too few', [], 0, 'failed'],
    ['the key without what it held', [line('k', 'neither')], 1, 'failed'],
    ['another number than it counts', [line('k', 'right')], 2, 'failed'],
  ])('%s', (_, lines, counted, outcome) => {
    expect(exactlyTheOpenKeys(open, lines, report(counted)).outcome).toBe(outcome);
  });

  test('a key whose taken version stands there already has lost nothing, nor has one of which none was taken', () => {
    const histories = new Map([
      ['stands', [{ versionId: 'old' }, { versionId: 'wrong' }]],
      ['copied', [{ versionId: 'wrong' }, { versionId: 'copy' }]],
    ]);
    const none = { ...line('none', 'right'), taken: null };
    expect([...notWritten(histories, [line('stands'), line('copied'), none])]).toEqual(['stands', 'none']);
  });

  test('nothing, where nothing was open', () => {
    expect(exactlyTheOpenKeys(undefined, [], { unsettled: null }).outcome).toBe('passed');
    expect(exactlyTheOpenKeys(undefined, [line('k')], report(1)).outcome).toBe('failed');
  });
});
