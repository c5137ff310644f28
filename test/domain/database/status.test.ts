import { classifyInstanceStatus } from '../../../domain/database/instance-status';
import { judgeLook, type Look, NOT_FOUND, NOT_FOUND_POLLS, READY_POLLS } from '../../../domain/database/status';

describe('a status', () => {
  test.each([
    ['ready', ['available', 'storage-optimization']],
    [
      'wait',
      [
        'creating',
        'backing-up',
        'modifying',
        'configuring-enhanced-monitoring',
        'configuring-log-exports',
        'rebooting',
        'renaming',
        'resetting-master-credentials',
        'starting',
        'upgrading',
        'maintenance',
      ],
    ],
    [
      'failed',
      [
        'failed',
        'incompatible-network',
        'incompatible-parameters',
        'incompatible-restore',
        'inaccessible-encryption-credentials',
        'inaccessible-encryption-credentials-recoverable',
        'insufficient-capacity',
        'restore-error',
        'storage-full',
        'stopped',
        'deleting',
      ],
    ],
    ['unknown', ['dreaming', '', 'Available']],
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

  test.each(['storage-full', 'restore-error', 'incompatible-network', 'failed', 'stopped'])(
    'F28 at %s fails at once',
    (status) => expect(look(status)).toMatchObject({ outcome: 'failed', reason: expect.stringContaining(status) }),
  );

  test('F29 at a status nobody knows waits to the limit, and says so', () => {
    expect(look('dreaming')).toMatchObject({ outcome: 'waiting' });
    expect(look('dreaming', { at: '2026-01-01T12:00:00Z' })).toMatchObject({
      outcome: 'timed out',
      reason: expect.stringContaining('not in the list'),
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
