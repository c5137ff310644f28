import { classifyInstanceStatus } from '../../../domain/database/instance-status';
import {
  judgeLook,
  type Look,
  NOT_FOUND,
  NOT_FOUND_POLLS,
  READY_POLLS,
  UNKNOWN_POLLS,
} from '../../../domain/database/status';

/** The tables of the user guides, in their order: that of instances, then what only that of clusters has. */
const DOCUMENTED = `
  available backing-up configuring-enhanced-monitoring configuring-iam-database-auth configuring-log-exports
  converting-to-vpc creating delete-precheck deleting failed inaccessible-encryption-credentials
  inaccessible-encryption-credentials-recoverable incompatible-create incompatible-network incompatible-option-group
  incompatible-parameters incompatible-restore insufficient-capacity maintenance modifying moving-to-vpc rebooting
  resetting-master-credentials renaming restore-error starting stopped stopping storage-config-upgrade storage-full
  storage-initialization storage-optimization upgrading
  backtracking cloning-failed failing-over migrating migration-failed preparing-data-migration promoting
  scaling-compute scaling-storage update-iam-db-auth`
  .trim()
  .split(/\s+/);

describe('a status', () => {
  test('of the user guides is known, each', () =>
    expect(DOCUMENTED.filter((status) => classifyInstanceStatus(status) === 'unknown')).toEqual([]));

  test.each([
    ['ready', ['available', 'storage-optimization', 'storage-initialization']],
    ['wait', ['creating', 'backing-up', 'modifying', 'storage-config-upgrade', 'upgrading', 'configuring-a-new-thing']],
    ['failed', ['failed', 'incompatible-restore', 'restore-error', 'deleting', 'delete-precheck']],
    [
      'held',
      [
        'incompatible-network',
        'incompatible-parameters',
        'incompatible-with-the-weather',
        'inaccessible-encryption-credentials',
        'inaccessible-encryption-credentials-recoverable',
        'insufficient-capacity',
        'storage-full',
        'stopped',
        'stopping',
      ],
    ],
    ['unknown', ['dreaming', '', 'Available', 'constructor', '__proto__']],
  ])('means %s: %p', (verdict, statuses) =>
    expect(new Set(statuses.map((status) => classifyInstanceStatus(status)))).toEqual(new Set([verdict])),
  );

  test('backing-up is no obstacle once the database was seen ready', () =>
    expect([classifyInstanceStatus('backing-up', false), classifyInstanceStatus('backing-up', true)]).toEqual([
      'wait',
      'ready',
    ]));
});

const look = (status: string | undefined, other: Partial<Look> = {}) =>
  judgeLook({
    status,
    pending: [],
    at: '2026-01-01T00:00:00Z',
    deadline: '2026-01-01T12:00:00Z',
    classify: classifyInstanceStatus,
    ...other,
  });
const seen = (observed: string, polls = 1, readyPolls = 0) => ({ observed, polls, readyPolls });

describe('one look', () => {
  test('F27 is ready only when it was ready before, and flapping starts again', () => {
    expect(look('available')).toMatchObject({ outcome: 'waiting', readyPolls: 1 });
    expect(look('available', { before: seen('available', 1, READY_POLLS - 1) })).toMatchObject({ outcome: 'ready' });
    expect(look('modifying', { before: seen('available', 1, 1) })).toMatchObject({
      outcome: 'waiting',
      readyPolls: 0,
    });
  });

  test('is not ready while modifications are pending', () =>
    expect(look('available', { pending: ['MultiAZ'], before: seen('available', 3, 1) })).toMatchObject({
      outcome: 'waiting',
      readyPolls: 0,
    }));

  test.each(['restore-error', 'failed', 'delete-precheck'])('F28 at %s fails at once', (status) =>
    expect(look(status)).toMatchObject({ outcome: 'failed', reason: expect.stringContaining(status) }),
  );

  test.each([
    ['storage-full', 'more allocated storage'],
    ['incompatible-network', 'free addresses'],
    ['stopping', 'start it'],
    ['inaccessible-encryption-credentials-recoverable', 'enable the key'],
  ])('F28 at %s is held at once, with what helps: %s', (status, advice) =>
    expect(look(status)).toMatchObject({ outcome: 'held', reason: expect.stringContaining(advice) }),
  );

  test('F29 at a status that is in no list waits for some looks in a row, then is held and says so', () => {
    const strange = (unknownPolls: number) => ({ ...seen('dreaming', 40), unknownPolls });
    expect(look('dreaming')).toMatchObject({ outcome: 'waiting', unknownPolls: 1 });
    expect(look('dreaming', { before: strange(UNKNOWN_POLLS - 2) })).toMatchObject({ outcome: 'waiting' });
    expect(look('dreaming', { before: strange(UNKNOWN_POLLS - 1) })).toMatchObject({
      outcome: 'held',
      reason: expect.stringContaining('does not know'),
    });
    expect(look('creating', { before: strange(UNKNOWN_POLLS - 1) })).toEqual({
      outcome: 'waiting',
      observed: 'creating',
      polls: 41,
      readyPolls: 0,
    });
  });

  test.each([
    ['one second before the deadline', '2026-01-01T11:59:59Z', 'waiting'],
    ['at the deadline', '2026-01-01T12:00:00Z', 'timed out'],
  ])('%s: %s is %s', (_when, at, outcome) => expect(look('creating', { at })).toMatchObject({ outcome }));

  test('at the deadline still takes what is ready', () =>
    expect(look('available', { at: '2026-01-01T12:00:00Z', before: seen('available', 2, 1) })).toMatchObject({
      outcome: 'ready',
    }));

  test('F31 that finds nothing right after the restore waits, but not for ever', () => {
    expect(look(undefined)).toMatchObject({ outcome: 'waiting', observed: NOT_FOUND });
    expect(look(undefined, { before: seen(NOT_FOUND, NOT_FOUND_POLLS - 1) })).toMatchObject({ outcome: 'waiting' });
    expect(look(undefined, { before: seen(NOT_FOUND, NOT_FOUND_POLLS) })).toMatchObject({ outcome: 'failed' });
  });

  test('F31 that finds nothing where something was, fails', () =>
    expect(look(undefined, { before: seen('creating') })).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('is gone'),
    }));
});
