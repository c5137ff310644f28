import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandLine, type Ended } from './command-line';

describe('a drill of a self-managed Postgres', () => {
  const drill = new CommandLine([
    'drill',
    '--database',
    'self-managed',
    '--lectures',
    '12',
    '--json',
    '{}/result.json',
    '--report',
    '{}/report',
  ]);
  let ended: Ended;
  beforeAll(async () => {
    ended = await drill.ended;
  });
  afterAll(() => drill.remove());

  test('ends verified: rows and objects are as at the moment of the dump, and nothing is left behind', () => {
    expect([ended.exitCode, ended.errors]).toEqual([0, '']);
    expect(drill.result()).toMatchObject({ verdict: 'verified', outsideCheck: { outcome: 'passed' } });
    expect(drill.left()).toEqual([]);
  });

  test('the restored database stands beside its source on the same server, and the application uses it', () => {
    expect(drill.result()).toMatchObject({
      database: { identifier: expect.stringMatching(/^pegasus-[0-9a-f]{8}-a1$/) },
    });
    expect(ended.output).toMatch(/passed: source database: pegasus \(\d+\) is available/);
    expect(ended.output).toContain(
      'passed: database settings: 4 settings that a restore drops, as the source has them',
    );
  });
});
