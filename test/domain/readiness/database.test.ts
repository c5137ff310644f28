import { describe, expect, test } from '@jest/globals';
import { backupRetention } from '../../../domain/readiness/backup-retention';
import { databaseInUse } from '../../../domain/readiness/database-in-use';
import { dailySnapshot, SHRUNK_TO, SNAPSHOT_AGE_LIMIT_HOURS } from '../../../domain/readiness/database-snapshot-age';
import { deletionProtection } from '../../../domain/readiness/deletion-protection';
import { latestRestorableTime, RESTORABLE_AGE_LIMIT_SECONDS } from '../../../domain/readiness/latest-restorable-time';
import { subnetGroup } from '../../../domain/readiness/subnet-group';
import type { SnapshotFacts } from '../../../domain/request/recovery-points';

const NOW = Date.parse('2026-11-23T04:00:00Z');
const secondsAgo = (seconds: number) => new Date(NOW - seconds * 1000).toISOString().replace('.000Z', 'Z');

describe('the latest restorable time', () => {
  test.each([
    [RESTORABLE_AGE_LIMIT_SECONDS - 1, 'passed'],
    [RESTORABLE_AGE_LIMIT_SECONDS, 'passed'],
    [RESTORABLE_AGE_LIMIT_SECONDS + 1, 'failed'],
  ])('%i s ago has %s', (seconds, outcome) => {
    expect(latestRestorableTime(secondsAgo(seconds), NOW).outcome).toBe(outcome);
  });

  test('that stands still says where to look', () => {
    expect(latestRestorableTime(secondsAgo(7200), NOW).observed).toBe(
      '2026-11-23T02:00:00Z, 2 h ago: look at the events of the database in RDS: its transaction logs are not being archived',
    );
  });

  test('that is not there is red', () => {
    expect(latestRestorableTime(undefined, NOW)).toMatchObject({
      outcome: 'failed',
      observed: 'there is none: switch automated backups on, or wait for the first one',
    });
  });
});

describe('the backup retention', () => {
  test.each([
    [29, 'failed', '29 days, but 30 are needed: set the backup retention to 30'],
    [30, 'passed', '30 days'],
    [31, 'passed', '31 days'],
    [0, 'failed', 'no automated backups, but 30 are needed: set the backup retention to 30'],
  ])('of %i days where 30 are configured has %s', (days, outcome, observed) => {
    expect(backupRetention(days, 30)).toMatchObject({ outcome, observed });
  });
});

test('a database that is not protected against deletion is red', () => {
  expect(deletionProtection(true).outcome).toBe('passed');
  expect(deletionProtection(false)).toMatchObject({
    outcome: 'failed',
    observed: 'off: switch the deletion protection of the database on',
  });
});

const snapshot = (hours: number, more: Partial<SnapshotFacts> = {}): SnapshotFacts => ({
  id: `rds:pegasus-${hours}`,
  status: 'available',
  databaseTime: secondsAgo(hours * 3600),
  sourceIdentifier: 'pegasus',
  sourceResourceId: 'db-1',
  ...more,
});

describe('the newest snapshot', () => {
  const LIMIT = SNAPSHOT_AGE_LIMIT_HOURS;

  test.each([
    [LIMIT - 1, 'passed'],
    [LIMIT, 'passed'],
    [LIMIT + 1 / 3600, 'failed'],
    [-2, 'failed'],
  ])('%d hours old has %s', (hours, outcome) => {
    expect(dailySnapshot([snapshot(90), snapshot(hours)], 'db-1', NOW).outcome).toBe(outcome);
  });

  test('is named with its age', () => {
    expect(dailySnapshot([snapshot(90), snapshot(5)], 'db-1', NOW).observed).toBe(
      'rds:pegasus-5 of 2026-11-22T23:00:00Z, 5 h old',
    );
  });

  test.each([
    ['still being made', { status: 'creating' }],
    ['of an earlier database of that name', { sourceResourceId: 'db-0' }],
    ['of no known moment', { databaseTime: undefined }],
  ])('does not count when it is %s', (_, more) => {
    expect(dailySnapshot([snapshot(1, more)], 'db-1', NOW)).toMatchObject({
      outcome: 'failed',
      observed:
        'there is none that is available: look at the backup jobs in AWS Backup and at the events of the database in RDS, or at the tasks that dump it in ECS',
    });
  });
});

test.each([
  ['permission denied to create extension "pg_stat_statements"', /drop the extension from this database/],
  ['permission denied to create event trigger "guard"', /make it by hand after a restore/],
  ['role "reports" does not exist', /make the role on the server/],
  ['permission denied to create database', /grant CREATEDB/],
  ['syntax error', /start the task of the dump by hand/],
])('F98 a dump that could not be restored on its day (%s) is not ready, with what to do', (problem, advice) => {
  const found = dailySnapshot([snapshot(1, { problems: [problem] })], 'db-1', NOW);
  expect(found).toMatchObject({ outcome: 'failed', observed: expect.stringMatching(advice) });
  expect(found.observed).toContain(`cannot be restored: ${problem}`);
  expect(dailySnapshot([snapshot(1, { problems: [] })], 'db-1', NOW).outcome).toBe('passed');
});

describe('a dump beside the one before it', () => {
  const dumps = (bytes: number) => [snapshot(25, { bytes: 1000 }), snapshot(1, { bytes })];

  test.each([
    [1000 * SHRUNK_TO - 1, 'failed'],
    [1000 * SHRUNK_TO, 'passed'],
    [1000 * SHRUNK_TO + 1, 'passed'],
  ])('of 1000 bytes: one of %i bytes has %s', (bytes, outcome) => {
    expect(dailySnapshot(dumps(bytes), 'db-1', NOW).outcome).toBe(outcome);
  });

  test('is named with both sizes', () => {
    expect(dailySnapshot(dumps(10), 'db-1', NOW).observed).toBe(
      'rds:pegasus-1 has 10 bytes, rds:pegasus-25 before it had 1000: check whether rows or tables are missing',
    );
  });
});

describe('the subnet group', () => {
  test('that exists, complete and with subnets, is ready', () => {
    expect(subnetGroup('private', { status: 'Complete', subnets: 2, zones: [] })).toMatchObject({
      outcome: 'passed',
      observed: 'private, 2 subnets',
    });
  });

  test.each([
    ['is gone', undefined, 'private does not exist: recreate it under that name, in the VPC of the database'],
    [
      'is broken',
      { status: 'Incomplete', subnets: 1, zones: [] },
      'private is Incomplete, not Complete: look at its subnets',
    ],
    [
      'is empty',
      { status: 'Complete', subnets: 0, zones: [] },
      'private has no subnet: recreate it under that name, in the VPC of the database',
    ],
  ])('that %s is red', (_, found, observed) => {
    expect(subnetGroup('private', found)).toMatchObject({ outcome: 'failed', observed });
  });

  test('that the database does not have is not missed', () => {
    expect(subnetGroup(null, undefined).outcome).toBe('not applicable');
  });
});

describe('the database in use', () => {
  const here = { host: 'old.rds', port: 5432 };

  test('is the protected one', () => {
    expect(databaseInUse('pegasus', here, here).outcome).toBe('passed');
  });

  test.each([
    ['host', { host: 'new.rds', port: 5432 }],
    ['port', { host: 'old.rds', port: 5433 }],
  ])('of another %s is red, and says how to follow a cut-over', (_, used) => {
    expect(databaseInUse('pegasus', here, used)).toMatchObject({
      outcome: 'failed',
      observed: `the application uses ${used.host}:${used.port}, but pegasus at old.rds:5432 is what is backed up: name the restored database in the stack (\`database\`) and deploy it`,
    });
  });

  test('cannot be told from a secret that RDS manages', () => {
    expect(databaseInUse('pegasus', here, {}).outcome).toBe('not applicable');
  });
});
