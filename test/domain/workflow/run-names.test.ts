import fc from 'fast-check';
import { databaseIdentifierOf, lockKeyOf, RUN_ID_LENGTH, runIdOf } from '../../../domain/workflow/run-names';

describe('a run id', () => {
  test("is the execution's name where that can be used", () =>
    expect(runIdOf('5f0a1c9e-1b2c-4d3e-8f90-123456789abc')).toBe('5f0a1c9e-1b2c-4d3e-8f90-123456789abc'));

  test.each([
    [RUN_ID_LENGTH, true],
    [RUN_ID_LENGTH + 1, false],
  ])('of %i characters is kept: %s', (length, kept) => {
    const name = 'a'.repeat(length);
    expect(runIdOf(name) === name).toBe(kept);
  });

  test('keeps two executions apart that differ only in what was changed', () =>
    expect(new Set(['restore', 'Restore', 'restore_', 'RESTORE'].map(runIdOf)).size).toBe(4));

  test('is always short, plain and the same for the same name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200 }), (name) => {
        const id = runIdOf(name);
        return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) && id.length <= RUN_ID_LENGTH && id === runIdOf(name);
      }),
    );
  });
});

describe('the identifier of a database to come', () => {
  test('names the source, the run and the attempt', () =>
    expect(databaseIdentifierOf('pegasus-prod', 'run-1', 0)).toMatch(/^pegasus-prod-[0-9a-f]{8}-a1$/));

  test('differs for each run and each attempt', () =>
    expect(
      new Set([
        databaseIdentifierOf('db', 'r1', 0),
        databaseIdentifierOf('db', 'r1', 1),
        databaseIdentifierOf('db', 'r2', 0),
      ]).size,
    ).toBe(3));

  test('obeys the rules of RDS for every source it could have', () => {
    const source = fc.stringMatching(/^[a-zA-Z](-?[a-zA-Z0-9]){0,62}$/).filter((name) => name.length <= 63);
    fc.assert(
      fc.property(source, fc.string({ minLength: 1 }), fc.nat(99), (identifier, run, attempt) => {
        const name = databaseIdentifierOf(identifier, run, attempt);
        return name.length <= 63 && /^[a-z](-?[a-z0-9])*$/.test(name);
      }),
    );
  });
});

test('the lock is of one pair of stores', () =>
  expect(lockKeyOf('db', 'bucket', 'incident')).toBe('locks/db+bucket.json'));

test('a drill has a lock of its own', () =>
  expect(lockKeyOf('db', 'bucket', 'drill')).toBe('locks/drill/db+bucket.json'));
