import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandLine, type Ended } from './command-line';

interface Result {
  readonly steps: readonly { readonly name: string }[];
  readonly outsideCheck: { readonly checks: readonly { readonly name: string; readonly outcome: string }[] };
}

describe.each([
  ['objects', 'KeepDatabase', ['RestoreDatabase', 'AwaitDatabase', 'ConfigureDatabase']],
  ['database', 'RestoreDatabase', ['KeepDatabase', 'RestoreObjects', 'VerifyObjects']],
])('a drill of the %s only', (scope, taken, skipped) => {
  const drill = new CommandLine(['drill', '--lectures', '10', '--scope', scope, '--json', '{}/result.json']);
  let ended: Ended;
  beforeAll(async () => {
    ended = await drill.ended;
  });
  afterAll(() => drill.remove());

  test('ends verified, and from outside both stores are as at the target time', () => {
    expect([ended.exitCode, ended.errors]).toEqual([0, '']);
    const result = drill.result() as unknown as Result;
    expect(result).toMatchObject({ verdict: 'verified', outsideCheck: { outcome: 'passed' } });
    const names = result.outsideCheck.checks.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['every row', 'every object', 'data-loss ledger', 'object versions', 'source database']),
    );
  });

  test('has left out the steps of the store that stays', () => {
    const steps = (drill.result() as unknown as Result).steps.map(({ name }) => name);
    expect(steps).toContain(taken);
    expect(steps.filter((name) => skipped.includes(name))).toEqual([]);
  });
});
