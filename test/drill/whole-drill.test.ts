import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DrillResult } from '../../local/drill/result';
import { CommandLine, type Ended } from './command-line';

/** Two at the same time: the sample application and a time with one, somebody else's and a snapshot with the other. */
describe('two drills at the same time', () => {
  const drill = new CommandLine(['drill', '--lectures', '24', '--json', '{}/result.json', '--report', '{}/report']);
  const foreign = new CommandLine([
    'drill',
    '--lectures',
    '12',
    '--seed',
    '7',
    '--from',
    'snapshot',
    '--app-command',
    `exec ${process.execPath} ${join('test', 'drill', 'foreign-application.mjs')}`,
    '--json',
    '{}/result.json',
  ]);
  let ended: Ended;
  let foreignEnded: Ended;

  beforeAll(async () => {
    [ended, foreignEnded] = await Promise.all([drill.ended, foreign.ended]);
  });
  afterAll(() => {
    drill.remove();
    foreign.remove();
  });

  test('both end verified, with exit code 0', () => {
    expect([ended.exitCode, ended.errors]).toEqual([0, '']);
    expect([foreignEnded.exitCode, foreignEnded.errors]).toEqual([0, '']);
    expect([drill.result().verdict, foreign.result().verdict]).toEqual(['verified', 'verified']);
  });

  test('the result says all that the design promises', () => {
    expect(drill.result()).toMatchObject({
      verdict: 'verified',
      failure: null,
      targetTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      database: { recoveredTo: expect.any(String), rowsChecked: expect.any(Number) },
      objects: {
        versionsListed: expect.any(Number),
        copied: expect.any(Number),
        marked: expect.any(Number),
        unchanged: expect.any(Number),
        ambiguous: expect.any(Number),
      },
      references: { checked: expect.any(Number), dangling: 0, orphaned: expect.any(Number) },
      skewSeconds: expect.any(Number),
      recoveryPointSeconds: expect.any(Number),
      recoveryTimeSeconds: expect.any(Number),
      outsideCheck: { outcome: 'passed' },
    });
  });

  test('F88 writers went on through the second of the target time: exactly what nothing can tell is listed', () => {
    const { unsettled, outsideCheck, targetTime, database, dataLossWindow } = drill.result() as unknown as DrillResult;
    expect([database?.recoveredTo, dataLossWindow?.from]).toEqual([targetTime, targetTime]);
    const named = outsideCheck.checks.find(({ name }) => name === 'unsettled keys');
    expect([named?.outcome, Number.parseInt(named?.expected ?? '', 10)]).toEqual(['passed', unsettled?.keys]);
    expect(unsettled?.keys).toBeGreaterThan(0);
    expect(readFileSync(join(drill.directory, 'report', 'report.md'), 'utf8')).toContain('## Unsettled keys');
    expect(foreign.result().unsettled).toBeNull();
  });

  test('the ten settings of the source are on the restored database, two of them set after the restore', () => {
    const { database, outsideCheck } = drill.result() as {
      database: { converged: string[] };
      outsideCheck: { checks: { name: string; outcome: string; expected: string }[] };
    };
    expect(database.converged).toEqual(['maintenanceWindow', 'performanceInsights']);
    expect(outsideCheck.checks).toContainEqual(
      expect.objectContaining({
        name: 'database settings',
        outcome: 'passed',
        expected: expect.stringMatching(/^10 settings/),
      }),
    );
  });

  test('one has gone back to its time, the other to what its snapshot holds', () => {
    const chosen = (result: Record<string, unknown>) =>
      (result.recoveryPoints as { point: string; chosen: boolean }[]).find((point) => point.chosen)?.point;
    expect(chosen(drill.result())).toBe(`time ${drill.result().targetTime}`);
    expect(chosen(foreign.result())).toBe(`snapshot before-the-release of ${foreign.result().targetTime}`);
  });

  test('every step of an incident was taken, none failed', () => {
    const { steps } = drill.result() as { steps: { name: string; outcome: string }[] };
    expect(steps.map(({ name }) => name)).toEqual([
      'PlanRestore',
      'FreezeWrites',
      'RestoreDatabase',
      'AwaitDatabase',
      'ConfigureDatabase',
      'PlanObjects',
      'ProveReferences',
      'RestoreObjects',
      'VerifyObjects',
      'OpenLowTraffic',
      'RunChecks',
      'RunSmokeJob',
      'ResumeTraffic',
      'RecordDataLoss',
      'TearDown',
    ]);
    expect(steps.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
  });

  test('the incident did every kind of damage', () => {
    const { damage } = drill.result() as { damage: Record<string, number> };
    expect(Object.keys(damage)).toHaveLength(8);
    expect(Object.values(damage).filter((count) => count < 1)).toEqual([]);
  });

  test('the reports are copied', () => {
    expect(readdirSync(join(drill.directory, 'report')).sort()).toEqual([
      'report.html',
      'report.json',
      'report.md',
      'report.sha256',
      'report.signature.json',
      'signing-key.pem',
    ]);
    expect(readFileSync(join(drill.directory, 'report', 'report.md'), 'utf8')).toContain('VERIFIED');
  });

  test('F112 the report is genuine, by the command that the drill has printed', async () => {
    const [, line] = /^Check it +pegasus-backup (.*)$/m.exec((await drill.ended).output)!;
    const checked = new CommandLine(line!.split(' '));
    expect(await checked.ended).toMatchObject({ exitCode: 0, output: expect.stringMatching(/^genuine: /) });
    checked.remove();
  });

  test('nothing is left in the temporary folder', () => {
    expect([drill.left(), foreign.left()]).toEqual([[], []]);
  });
});
