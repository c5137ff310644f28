import { runIdOf } from '../../../domain/workflow/run-names';
import type { Report, StepName, Workflow } from '../../../domain/workflow/workflow';
import { reportStopped } from '../../../lambda/events/report-stopped';
import { sha256 } from '../../../runtime/evidence/seal';
import { PLAN_VERSION } from '../../../runtime/evidence/stored-plan';
import { WORKFLOW } from '../../domain/report/report-fixture';
import { EXECUTION, PLAN } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';

const STOPPED = Date.parse('2026-11-23T05:15:40.000Z');
const event = (status: string) => ({
  detail: {
    executionArn: EXECUTION.id,
    name: EXECUTION.name,
    status,
    startDate: Date.parse(EXECUTION.startedAt),
    stopDate: STOPPED,
    error: null,
    cause: null,
  },
});

const REPORT = 'runs/run-1/report.json';
const WRITTEN: Report = {
  verdict: 'failed',
  summary: '',
  bucket: '',
  json: REPORT,
  sealed: sha256('{}\n'),
  markdown: '',
  html: '',
};

function world(step: StepName, workflow: Partial<Workflow>) {
  const evidence = new MemoryEvidence();
  const done: { readonly step: StepName; readonly input: object }[] = [];
  return {
    evidence,
    done,
    locks: ['locks/a', 'locks/drill/a'],
    executions: { lastEntered: async () => ({ step, workflow }) },
    tearDown: async (input: { step: { name: StepName } }) => {
      done.push({ step: input.step.name, input });
      return { ...WORKFLOW.tornDown, traffic: 'frozen' as const };
    },
    writeReport: async (input: { step: { name: StepName } }) => {
      done.push({ step: input.step.name, input });
      await evidence.putText(REPORT, '{}\n');
      return WRITTEN;
    },
  };
}
const steps = ({ done }: ReturnType<typeof world>) => done.map(({ step }) => step);
const { tornDown, traffic, ...middle } = WORKFLOW;
const end = { ...middle, tornDown, report: WRITTEN };

test('F19 a run that was stopped in the middle is torn down and reported, with what the machine knew', async () => {
  const w = world('RestoreObjects', middle);
  await reportStopped(event('ABORTED'), w);
  expect(steps(w)).toEqual(['TearDown', 'WriteReport']);
  expect(w.done[1]?.input).toMatchObject({
    plan: { runId: 'run-1' },
    freeze: { generation: 4 },
    tornDown: { traffic: 'frozen' },
    failure: { step: 'RestoreObjects', error: 'ExecutionStopped' },
    step: { name: 'WriteReport', enteredAt: '2026-11-23T05:15:40.000Z' },
  });
});

const LOCK = { owner: 'run-1', execution: EXECUTION.id, requestedBy: 'ada', takenAt: EXECUTION.startedAt };

test('F19 a run that was stopped before the machine heard of its plan gives its lock back, and is reported', async () => {
  const w = world('PlanRestore', {});
  await w.evidence.putJson(w.locks[0]!, LOCK);
  await w.evidence.putJson(w.locks[1]!, { ...LOCK, execution: 'another' });
  await reportStopped(event('TIMED_OUT'), w);
  expect(steps(w)).toEqual(['WriteReport']);
  expect(w.evidence.json(w.locks[0]!)).toMatchObject({ releasedAt: '2026-11-23T05:15:40.000Z' });
  expect(w.evidence.json(w.locks[1]!)).not.toHaveProperty('releasedAt');
});

test('F112 a plan that lies in the evidence is not torn down by, whatever execution it says it is of', async () => {
  const w = world('WriteReport', {});
  const plan = { ...PLAN, mode: 'drill' };
  await w.evidence.putJson('runs/run-1/plan.json', { version: PLAN_VERSION, plan, execution: EXECUTION });
  await reportStopped(event('FAILED'), w);
  expect(steps(w)).toEqual(['WriteReport']);
  expect(w.done[0]?.input).not.toHaveProperty('plan');
});

test('F114 a refused run that bears the name of an old one notes its end in a folder of its own', async () => {
  const w = world('PlanRestore', {});
  const old = { execution: { ...EXECUTION, startedAt: '2026-01-01T00:00:00.000Z' } };
  await w.evidence.putJson('runs/run-1/report.json', old);
  const own = `runs/${runIdOf(`${EXECUTION.name}@${EXECUTION.startedAt}`)}/`;
  const writeReport = async () => {
    await w.evidence.putText(`${own}report.json`, '{}\n');
    return end.report;
  };
  await reportStopped(event('FAILED'), { ...w, writeReport });
  expect(w.evidence.json('runs/run-1/report.json')).toEqual(old);
  expect([...w.evidence.texts.keys()].filter((key) => key.includes('/ended/'))).toEqual([
    `${own}ended/${STOPPED}.json`,
  ]);
});

test.each(['FAILED', 'SUCCEEDED'])('a run that ended as it should (%s) is left alone', async (status) => {
  const w = world('WriteReport', end);
  await w.evidence.putText(REPORT, '{}\n');
  await reportStopped(event(status), w);
  expect(w.done).toEqual([]);
});

test.each([
  ['garbage', 'garbage'],
  ['the report of another run', '{"verdict": "verified"}'],
])('F112 %s in the place of its report is no report: it is written again, and no error', async (_what, text) => {
  const w = world('WriteReport', end);
  await w.evidence.putText(REPORT, text);
  await reportStopped(event('SUCCEEDED'), w);
  expect(steps(w)).toEqual(['WriteReport']);
  expect(w.evidence.texts.get(REPORT)?.text).toBe('{}\n');
});

test('F112 what was there before a run was stopped is not its report', async () => {
  const w = world('RestoreObjects', middle);
  await w.evidence.putText(REPORT, '{}\n');
  await w.evidence.putText(`runs/run-1/ended/${STOPPED}.json`, 'garbage');
  await reportStopped(event('ABORTED'), w);
  expect(steps(w)).toEqual(['TearDown', 'WriteReport']);
});

test('F73 a report that was never written is written now, verified as the run was', async () => {
  const w = world('WriteReport', end);
  await reportStopped(event('SUCCEEDED'), w);
  expect(steps(w)).toEqual(['WriteReport']);
  expect(w.done[0]?.input).not.toHaveProperty('failure');
});

test('F73 a report that cannot be written now either is an error, which is tried again', async () => {
  const w = world('WriteReport', end);
  const stuck = { ...w, writeReport: async () => end.report };
  await expect(reportStopped(event('SUCCEEDED'), stuck)).rejects.toThrow('could not be written');
});

test('a run whose tear-down failed has its lock freed now, though it had a report', async () => {
  const failure = { step: 'TearDown' as const, error: 'Lambda.Unknown', cause: 'killed' };
  const { tornDown: _, ...report } = end;
  const w = world('WriteReport', { ...report, failure });
  await w.evidence.putText(REPORT, '{}\n');
  await reportStopped(event('FAILED'), w);
  expect(steps(w)).toEqual(['TearDown', 'WriteReport']);
  expect(w.done[1]?.input).toMatchObject({ failure });
});

test('an event that comes twice tells nobody twice', async () => {
  const w = world('RestoreObjects', middle);
  await reportStopped(event('ABORTED'), w);
  await reportStopped(event('ABORTED'), w);
  expect(steps(w)).toEqual(['TearDown', 'WriteReport']);
});

test('a tear-down that fails leaves a report that says so, and is tried again', async () => {
  const w = world('RestoreObjects', middle);
  const stuck = { ...w, tearDown: () => Promise.reject(new Error('no access')) };
  await expect(reportStopped(event('ABORTED'), stuck)).rejects.toThrow('no access');
  expect(steps(w)).toEqual(['WriteReport']);
  expect(w.done[0]?.input).not.toHaveProperty('tornDown');
  await reportStopped(event('ABORTED'), w);
  expect(steps(w)).toEqual(['WriteReport', 'TearDown', 'WriteReport']);
});
