import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runIdOf } from '../../domain/workflow/run-names';
import { CleanUp } from '../../local/drill/clean-up';
import { checkOutside } from '../../local/drill/independent-check/check';
import { type Prepared, prepare } from '../../local/drill/prepare';
import { Progress } from '../../local/drill/progress';
import { readReports, reportIn } from '../../local/drill/reports';
import { restore } from '../../local/drill/restore';
import { eventually } from '../../local/drill/wait';
import { Executions } from '../../runtime/execution/executions';

/** Keys that the rewind has restored when somebody stops it. */
const RESTORED_BEFORE = 3;

const folder = mkdtempSync(join(tmpdir(), 'pegasus-stopped-'));
chmodSync(folder, 0o755);
const cleanUp = new CleanUp();
let prepared: Prepared;

beforeAll(async () => {
  const options = {
    lectures: 10,
    seed: 7,
    from: 'time' as const,
    database: 'instance' as const,
    scope: 'both' as const,
    keep: false,
  };
  prepared = await prepare(options, folder, cleanUp, new Progress(() => {}));
});
afterAll(async () => {
  await cleanUp.run();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the same restore again. */
const start = (onStart: (execution: string) => void = () => {}) =>
  restore(prepared.stage, prepared.installation.stateMachineArn, prepared.point, async () => {}, onStart);

test('F19 a run that is stopped in the middle of the rewind: alarm, report, still frozen; started again, it finishes', async () => {
  const { stage, installation, truth, before, writes, heartbeats } = prepared;
  const { s3, topics, events } = stage.aws;
  let running = '';
  let copies = 0;
  s3.faults.intercept = (operation) => {
    if (operation !== 'CopyObject' || ++copies <= RESTORED_BEFORE) return undefined;
    void stage.states.send(new StopExecutionCommand({ executionArn: running, cause: 'the wrong bucket, I thought' }));
    return { status: 403, code: 'AccessDenied' };
  };
  const stopped = await start((execution) => {
    running = execution;
  });
  expect(stopped.status).toBe('ABORTED');
  await eventually('the report of the stopped run', async () => {
    await events.waitUntilStable();
    return topics.messages.find(({ subject }) => subject?.startsWith('Restore FAILED'));
  });
  s3.faults.intercept = undefined;
  await heartbeats.stop();

  const told = topics.messages.map(({ subject, message }) => `${subject}: ${message}`);
  expect(told.filter((text) => text.includes('"status":"ABORTED"'))).toHaveLength(1);
  expect(told.find((text) => text.startsWith('Restore FAILED'))).toMatch(
    /stopped by hand in RestoreObjects.*wrong bucket.*- Traffic is frozen.*Start again with the same request/s,
  );
  const report = reportIn(await readReports(stage, installation, stopped.name!));
  expect(report).toMatchObject({
    verdict: 'failed',
    failure: { step: 'RestoreObjects', error: 'ExecutionStopped' },
    traffic: { mode: 'frozen' },
    database: { identifier: expect.stringContaining('-a1') },
  });
  const held = { id: runIdOf(stopped.name!), scope: 'both' as const, restored: false, writes };
  expect((await checkOutside(stage, installation, truth, before, held)).checks).toEqual(
    expect.not.arrayContaining([expect.objectContaining({ outcome: 'failed' })]),
  );

  const again = await start();
  expect([again.status, again.cause]).toEqual(['SUCCEEDED', undefined]);
  const verified = { id: runIdOf(again.name!), scope: 'both' as const, restored: true, writes };
  const { outcome, checks } = await checkOutside(stage, installation, truth, before, verified);
  expect(checks.filter((check) => check.outcome === 'failed')).toEqual([]);
  expect(outcome).toBe('passed');
  expect(await new Executions(stage.states, 0).taken(again.executionArn!)).toContainEqual(
    expect.objectContaining({ name: 'ResumeTraffic' }),
  );
});
