import { describe, expect, test } from '@jest/globals';
import { sayAge } from '../../../domain/readiness/age';
import { baselineAge } from '../../../domain/readiness/baseline-age';
import {
  BUCKET_HEARTBEAT,
  DATABASE_HEARTBEAT,
  HEARTBEAT_AGE_LIMIT_SECONDS,
  heartbeatAge,
} from '../../../domain/readiness/heartbeat-age';
import { restoreRoles } from '../../../domain/readiness/restore-roles';
import { verifiedRestore } from '../../../domain/readiness/verified-restore';

const NOW = Date.parse('2026-11-23T04:00:00Z');
const secondsAgo = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

describe.each([DATABASE_HEARTBEAT, BUCKET_HEARTBEAT])('$name', (check) => {
  const seen = (writtenAt: string | undefined, traffic: 'open' | 'frozen' | 'low-traffic' = 'open') =>
    heartbeatAge(check, { traffic, writtenAt, now: NOW });

  test.each([
    [HEARTBEAT_AGE_LIMIT_SECONDS - 1, 'passed'],
    [HEARTBEAT_AGE_LIMIT_SECONDS, 'passed'],
    [HEARTBEAT_AGE_LIMIT_SECONDS + 1, 'failed'],
  ])('%i s ago has %s', (seconds, outcome) => {
    expect(seen(secondsAgo(seconds))).toMatchObject({ name: check.name, outcome });
  });

  test('F112 from the future is red: it would stay new for as long', () => {
    expect(seen(secondsAgo(-59 * 60)).outcome).toBe('passed');
    expect(seen(secondsAgo(-61 * 60))).toMatchObject({
      outcome: 'failed',
      observed: 'the one of 2026-11-23T05:01:00.000Z is from the future: find out what has written it, and delete it',
    });
  });

  test('that was never written is red', () => {
    expect(seen(undefined)).toMatchObject({
      outcome: 'failed',
      observed: 'there is none: look at the log of WriteHeartbeat and at its schedule',
    });
  });

  test.each(['frozen', 'low-traffic'] as const)('is not expected while traffic is %s', (traffic) => {
    expect(seen(undefined, traffic)).toMatchObject({
      outcome: 'not applicable',
      observed: `traffic is ${traffic}: no heartbeat is written`,
    });
  });
});

describe('the newest baseline', () => {
  const SEEN = { found: 1, problems: [] };
  const taken = (seconds: number, checked = 7) => ({ takenAt: secondsAgo(seconds), checked });

  test.each([
    [48 * 3600, 'passed'],
    [48 * 3600 + 1, 'failed'],
  ])('%i s ago has %s', (seconds, outcome) => {
    expect(baselineAge(taken(seconds), NOW, SEEN)).toMatchObject({ name: 'ReferenceBaseline', outcome });
  });

  test.each([
    ['2026-11-23T06:00:00Z', 'is from the future'],
    ['garbage', 'has no date'],
  ])('F112 of %s is red', (takenAt, why) => {
    expect(baselineAge({ takenAt, checked: 7 }, NOW, SEEN)).toMatchObject({
      outcome: 'failed',
      observed: `the baseline of ${takenAt} ${why}: find out what has written it, and delete it`,
    });
  });

  test('says how many references it has compared; none is no success', () => {
    expect(baselineAge(taken(60), NOW, SEEN).observed).toBe(
      'baseline of 2026-11-23T03:59:00.000Z, 60 s ago, of 7 references',
    );
    expect(baselineAge(taken(60, 0), NOW, SEEN)).toMatchObject({
      outcome: 'failed',
      observed: expect.stringMatching(/^baseline of .* ago: no row referred to an object: a restore would be refused/),
    });
  });

  test('proves nothing where none of the references is in the database', () => {
    expect(baselineAge(taken(60), NOW, { found: 0, problems: [] })).toMatchObject({
      outcome: 'failed',
      observed: expect.stringMatching(/^no reference is in the database: a restore would be refused/),
    });
  });

  test('F86 is of no use where a restore would stop at a reference that is not there now', () => {
    const problems = ['lecturs does not exist; the nearest name is lectures'];
    expect(baselineAge(taken(0), NOW, { found: 0, problems })).toMatchObject({
      outcome: 'failed',
      observed: 'lecturs does not exist; the nearest name is lectures',
    });
  });

  test('that never was is red, with where to look', () => {
    expect(baselineAge(undefined, NOW, SEEN)).toMatchObject({
      outcome: 'failed',
      observed: 'there is no baseline: look at the log of WriteBaseline and at its schedule',
    });
  });
});

describe('the last verified restore', () => {
  const day = 24 * 3600;
  const run = (seconds: number) => ({ runId: 'drill-7', mode: 'drill', finishedAt: secondsAgo(seconds) });

  test.each([
    [31 * day - 1, 'passed'],
    [31 * day, 'passed'],
    [31 * day + 1, 'failed'],
  ])('%i s ago where 31 days are allowed has %s', (seconds, outcome) => {
    expect(verifiedRestore(run(seconds), 31, NOW).outcome).toBe(outcome);
  });

  test('that is too old is named, with what to do', () => {
    expect(verifiedRestore(run(40 * day), 31, NOW).observed).toBe(
      'drill drill-7 of 2026-10-14T04:00:00.000Z, 40 days ago, more than 31 days: start a drill (`{"mode": "drill", …}`) and read its report',
    );
  });

  test('F112 from the future is red: it would stay new for as long', () => {
    expect(verifiedRestore(run(-3601), 31, NOW)).toMatchObject({
      outcome: 'failed',
      observed: expect.stringMatching(/^drill drill-7 of 2026-11-23T05:00:01.000Z is from the future: find out/),
    });
  });

  test('that never was is red', () => {
    expect(verifiedRestore(undefined, 31, NOW)).toMatchObject({
      outcome: 'failed',
      observed: expect.stringMatching(/^none has ever been verified: start a drill/),
    });
  });
});

describe('the roles', () => {
  const decision = (is: string) => ({ role: 'RestoreDatabaseRole', action: 'rds:RestoreDBInstance', decision: is });

  test('that may do everything are ready', () => {
    expect(restoreRoles([decision('allowed')])).toMatchObject({ outcome: 'passed', observed: '1 calls, all allowed' });
  });

  test.each(['implicitDeny', 'explicitDeny'])('that are denied a call (%s) are red', (is) => {
    expect(restoreRoles([decision('allowed'), decision(is)])).toMatchObject({
      outcome: 'failed',
      observed: `RestoreDatabaseRole may not rds:RestoreDBInstance (${is}): deploy the stack again, and look at its permissions boundary and the service control policies`,
    });
  });

  test('of whom IAM says nothing are not taken for ready', () => {
    expect(() => restoreRoles([])).toThrow('the answer of the simulation was empty');
  });
});

test.each([
  [119_999, '119 s'],
  [120_000, '2 min'],
  [7_199_000, '119 min'],
  [7_200_000, '2 h'],
  [48 * 3_600_000 - 1, '47 h'],
  [48 * 3_600_000, '2 days'],
])('%i ms are said as %s', (milliseconds, said) => {
  expect(sayAge(milliseconds)).toBe(said);
});
