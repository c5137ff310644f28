import { describe, expect, test } from '@jest/globals';
import { artifactsAndExports } from '../../../domain/checks/artifacts-and-exports';
import { didNotPass, unknown } from '../../../domain/checks/check';
import { RECOVERY_ENDED, recoveryEnded } from '../../../domain/checks/recovery-ended';
import { recoveryPoint } from '../../../domain/checks/recovery-point';
import { rowsPresent } from '../../../domain/checks/rows-present';
import { SKEW_AHEAD_LIMIT_SECONDS, SKEW_BEHIND_LIMIT_SECONDS, skew, skewSeconds } from '../../../domain/checks/skew';
import { transcripts } from '../../../domain/checks/transcripts';
import { HEARTBEAT_BOUND_SECONDS } from '../../../domain/database/recovered-moment';

const TARGET = '2026-11-23T04:00:00Z';
const secondsBefore = (seconds: number) => new Date(Date.parse(TARGET) - seconds * 1000).toISOString();

test('F64: a check that crashed is unknown, and unknown is red', () => {
  const result = unknown(RECOVERY_ENDED, new Error('connection lost'));
  expect(result).toMatchObject({ outcome: 'unknown', observed: 'connection lost' });
  expect(didNotPass(result)).toBe(true);
});

test('a database in recovery is red', () => {
  expect(didNotPass(recoveryEnded(true))).toBe(true);
  expect(didNotPass(recoveryEnded(false))).toBe(false);
});

describe('the recovery point', () => {
  test.each([
    [-1, 'failed'],
    [0, 'passed'],
    [HEARTBEAT_BOUND_SECONDS, 'passed'],
    [HEARTBEAT_BOUND_SECONDS + 1, 'passed'],
  ])('F37: %i s before the restored moment has %s', (seconds, outcome) => {
    const database = { recoveredTo: secondsBefore(seconds), recoveredToSource: 'heartbeat' } as const;
    expect(recoveryPoint(database, TARGET).outcome).toBe(outcome);
  });

  test('F89 a gap of 121 s before the target time is said with its bound', () => {
    const database = { recoveredTo: secondsBefore(121), recoveredToSource: 'heartbeat' } as const;
    expect(recoveryPoint(database, TARGET).observed).toMatch(/121 s before .*less certain/);
    expect(recoveryPoint({ ...database, recoveredTo: secondsBefore(120) }, TARGET).observed).not.toMatch(/certain/);
  });

  test('F89 without a heartbeat nothing is claimed, and that is said', () => {
    expect(recoveryPoint({ recoveredTo: TARGET, recoveredToSource: 'request' }, TARGET)).toMatchObject({
      outcome: 'not applicable',
      observed: expect.stringMatching(/^not proved/),
    });
  });
});

describe('the skew', () => {
  const row = { id: 'r', writtenAt: secondsBefore(0) };
  const object = (ahead: number) => ({ id: 'o', writtenAt: secondsBefore(-ahead) });

  test('is nothing when both stores hold the same heartbeat', () => {
    expect(skewSeconds(row, { ...object(500), id: 'r' })).toBe(0);
  });

  test.each([
    [SKEW_AHEAD_LIMIT_SECONDS, 'passed'],
    [SKEW_AHEAD_LIMIT_SECONDS + 0.1, 'failed'],
    [-SKEW_BEHIND_LIMIT_SECONDS, 'passed'],
    [-SKEW_BEHIND_LIMIT_SECONDS - 0.1, 'failed'],
  ])('of objects %d s ahead has %s', (ahead, outcome) => {
    expect(skew(row, object(ahead)).outcome).toBe(outcome);
    expect(skewSeconds(row, object(ahead))).toBeCloseTo(ahead, 5);
  });

  describe('F88 where the newest row was written in the seconds around the recovery point', () => {
    const certain = { id: 'c', writtenAt: secondsBefore(60) };

    test.each([
      ['its object is on the other side of it', { id: 'c', writtenAt: secondsBefore(60.1) }],
      ['so are those of the last rows but one', { id: 'b', writtenAt: secondsBefore(30) }],
    ])('%s: nothing is behind that clocks would not put there', (_, found) => {
      expect([skewSeconds(row, found), skew(row, found).outcome]).toEqual([expect.any(Number), 'failed']);
      expect(skewSeconds(row, found, certain)).toBe(0);
      expect(skew(row, found, certain)).toMatchObject({
        outcome: 'passed',
        observed: expect.stringContaining('the same heartbeat in both, but for what was written in the seconds around'),
      });
    });

    test('an object from before the last certain row is behind all the same', () => {
      const older = { id: 'a', writtenAt: secondsBefore(120) };
      expect([skewSeconds(row, older, certain), skew(row, older, certain).outcome]).toEqual([-120, 'failed']);
    });
  });

  test('with a heartbeat in one store only is red; in none there is nothing to say', () => {
    expect(skew(row, undefined)).toMatchObject({
      outcome: 'failed',
      observed: 'the database has a heartbeat, the bucket has none',
    });
    expect(skew(undefined, object(0))).toMatchObject({
      outcome: 'failed',
      observed: 'the bucket has a heartbeat, the database has none',
    });
    expect(skew(undefined, undefined).outcome).toBe('not applicable');
    expect(skewSeconds(row, undefined)).toBeNull();
  });
});

describe('the rows', () => {
  test('F65: an empty database is red, and so is one without the tables', () => {
    expect(rowsPresent([{ table: 'lectures', rows: 0 }])).toMatchObject({
      outcome: 'failed',
      observed: 'every table is empty: lectures 0',
    });
    expect(rowsPresent([]).outcome).toBe('failed');
  });

  test('are present when one table holds some', () => {
    expect(
      rowsPresent([
        { table: 'lectures', rows: 2 },
        { table: 'exports', rows: 0 },
      ]),
    ).toMatchObject({
      outcome: 'passed',
      observed: 'lectures 2, exports 0',
    });
  });

  test('F104 are present when there was no time to count them all', () =>
    expect(rowsPresent([{ table: 'lectures', rows: 3_200_000, least: true }])).toMatchObject({
      outcome: 'passed',
      observed: 'lectures at least 3200000',
    }));
});

describe('transcripts', () => {
  const lecture = { id: 'l1', audioPath: null, transcriptPath: 's3://media/pegasus/t', stored: [] };
  const answered = (status: number, body: unknown) =>
    transcripts([{ lecture, answer: { status, contentType: 'application/json', body: JSON.stringify(body) } }]);

  test('have a text, wherever a build puts it', () => {
    expect(answered(200, { text: 'words' }).outcome).toBe('passed');
    expect(answered(200, { transcript: { segments: [{ text: 'words' }] } }).outcome).toBe('passed');
  });

  test.each([
    ['404', 404, {}],
    ['an empty text', 200, { text: ' ' }],
    ['no text', 200, { words: 3 }],
  ])('fail with %s', (_, status, body) => {
    expect(answered(status, body)).toMatchObject({ outcome: 'failed' });
  });

  test('say nothing when no lecture has one', () => {
    expect(transcripts([]).outcome).toBe('not applicable');
  });
});

describe('artifacts and exports', () => {
  const file = { kind: 'artifact:summary', path: 's3://media/pegasus/a' };
  const seen = (...found: ('present' | 'missing' | 'missing before' | 'elsewhere')[]) =>
    artifactsAndExports(found.map((one) => ({ lecture: { id: 'l1' }, file, found: one })));

  test('that are missing are named', () => {
    expect(seen('present', 'missing')).toMatchObject({
      outcome: 'failed',
      observed: 'lecture l1: artifact:summary s3://media/pegasus/a does not exist',
    });
  });

  test('elsewhere are counted, and alone prove nothing', () => {
    expect(seen('present', 'elsewhere')).toMatchObject({ outcome: 'passed', observed: '1 path present, 1 elsewhere' });
    expect(seen('elsewhere').outcome).toBe('not applicable');
    expect(seen().outcome).toBe('not applicable');
  });

  test('that were missing before alone prove nothing', () => {
    expect(seen('missing before', 'elsewhere')).toMatchObject({
      outcome: 'not applicable',
      observed: 'no path of the sampled lectures is present, 1 elsewhere, 1 missing before already',
    });
    expect(seen('missing before', 'missing').outcome).toBe('failed');
    expect(seen('missing before', 'present').outcome).toBe('passed');
  });
});
