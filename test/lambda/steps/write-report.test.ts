import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { RestoreReport } from '../../../domain/report/model';
import type { Signature } from '../../../domain/report/signature';
import { writeReport } from '../../../lambda/steps/write-report';
import { digestOf } from '../../../runtime/evidence/digest';
import { isSignedWith, sha256 } from '../../../runtime/evidence/seal';
import { rewindLayout } from '../../../runtime/objects/rewind/layout';
import { SealedEvidence } from '../../../runtime/objects/rewind/sealed-evidence';
import { CHECKS, DATA_LOSS, LEDGER, WORKFLOW } from '../../domain/report/report-fixture';
import { EXECUTION, STEP } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';
import { MemorySigner } from '../../runtime/evidence/memory-signer';
import { FREEZE_RECORD } from '../../runtime/traffic/memory-freeze';

const step = { ...STEP.step, name: 'WriteReport' as const, enteredAt: '2026-11-23T05:17:33.000Z' };
const request = { targetTime: '2026-11-23T04:00:00Z', reason: 'lectures deleted by mistake' };
const input = {
  request,
  ...WORKFLOW,
  checks: { ...WORKFLOW.checks, sealed: digestOf(CHECKS) },
  dataLoss: { ...WORKFLOW.dataLoss, sealed: digestOf(DATA_LOSS) },
  step,
};

async function world() {
  const evidence = new MemoryEvidence();
  for (const [index, entry] of LEDGER.entries()) {
    await evidence.putJson(`runs/run-1/ledger/${String(index).padStart(2, '0')}-${entry.step}-0.json`, entry);
  }
  await evidence.putJson('runs/run-1/attempt-0/checks.json', CHECKS);
  await evidence.putJson('runs/run-1/data-loss.json', DATA_LOSS);
  const published: string[] = [];
  const errors: string[] = [];
  const measured: RestoreReport[] = [];
  return {
    evidence,
    published,
    errors,
    notifications: { publish: async (subject: string, message: string) => void published.push(subject, message) },
    objectives: {},
    measured,
    signer: new MemorySigner(),
    metrics: { publish: (report: RestoreReport) => void measured.push(report) },
    complain: (what: string) => void errors.push(what),
  };
}

test('the report is written as JSON, as Markdown and as a page, and its place travels on', async () => {
  const w = await world();
  expect(await writeReport(input, w)).toEqual({
    verdict: 'verified',
    summary: expect.stringContaining('2310 rows'),
    bucket: 'evidence',
    json: 'runs/run-1/report.json',
    markdown: 'runs/run-1/report.md',
    html: 'runs/run-1/report.html',
    sealed: sha256(w.evidence.texts.get('runs/run-1/report.json')?.text ?? ''),
  });
  expect(w.evidence.json('runs/run-1/report.json')).toMatchObject({ verdict: 'verified', checks: CHECKS });
  expect(w.evidence.texts.get('runs/run-1/report.md')?.text).toMatch(/^# VERIFIED/);
  expect(w.evidence.texts.get('runs/run-1/report.html')?.text).toMatch(/^<!doctype html>/);
  expect(w.errors).toEqual([]);
});

test('a verified run is noted for the watch over the readiness, a failed one is not', async () => {
  const w = await world();
  await writeReport(input, w);
  expect(w.evidence.json('runs/latest-verified.json')).toEqual({
    runId: 'run-1',
    mode: 'incident',
    finishedAt: '2026-11-23T05:17:33.000Z',
  });
  const failed = await world();
  await writeReport({ ...input, failure: { step: 'RunChecks', error: 'CheckFailed', cause: 'x' } }, failed);
  expect(failed.evidence.json('runs/latest-verified.json')).toBeUndefined();
});

test('what it has achieved is measured: once, and for whoever reads the report the same', async () => {
  const w = await world();
  await writeReport(input, w);
  expect(w.measured).toEqual([w.evidence.json('runs/run-1/report.json')]);
});

test('F88 the first of the keys that nothing can tell are in it, and their number', async () => {
  const w = await world();
  const { detail, ...given } = await withUnsettled(w.evidence);
  await writeReport(given, w);
  const { unsettled } = w.evidence.json('runs/run-1/report.json') as RestoreReport;
  expect([unsettled?.keys, unsettled?.first.length, unsettled?.first.at(-1)?.key]).toEqual([120, 100, 'k99']);
  expect(unsettled?.evidence).toBe(`s3://evidence/${detail}`);
});

/** Two parts of keys that nothing can tell, as ProveReferences leaves them. */
async function withUnsettled(evidence: MemoryEvidence) {
  const layout = rewindLayout(WORKFLOW.plan.evidence, 0);
  const planned = new SealedEvidence(evidence, layout);
  const line = (n: number) => JSON.stringify({ key: `k${n}`, reason: 'overwritten', taken: 'v1', others: ['v2'] });
  for (const from of [0, 60]) {
    const lines = Array.from({ length: 60 }, (_, n) => `${line(from + n)}\n`);
    await planned.putText(`${layout.unsettled}part-0000${from}.jsonl`, lines.join(''), '');
  }
  await planned.putJson(layout.cursor, {});
  const detail = layout.unsettled;
  const objectPlan = { ...input.objectPlan, actions: { bucket: 'evidence', prefix: layout.actions } };
  return {
    ...input,
    objectPlan,
    proof: { ...input.proof, sealed: planned.plan, unsettled: { keys: 120, detail } },
    detail,
  };
}

/** Everything that a report says by what lies in a file, each as its step leaves it. */
async function complete(evidence: MemoryEvidence) {
  const { detail: _, ...given } = await withUnsettled(evidence);
  const dependents = [{ kind: 'alarm', name: 'cpu', field: 'f', wanted: 'a', found: 'b', action: 'c' }];
  const use = {
    lookedAt: step.enteredAt,
    since: null,
    sessions: [{ application: 'x', user: 'y', count: 1 }],
    rows: null,
  };
  const consumers = [{ kind: 'queue', name: 'jobs', events: [], prefix: '', suffix: '', count: {} }];
  const events = { outcome: 'counted', consumers };
  const folder = 'runs/run-1/attempt-0/';
  await evidence.putJson(`${folder}dependents.json`, dependents);
  await evidence.putJson('runs/run-1/old-database.json', use);
  await evidence.putJson(`${folder}events.json`, events);
  const detail = `${folder}dependents.json`;
  return {
    ...given,
    database: {
      ...input.database,
      dependents: { outcome: 'compared' as const, differences: 1, detail, sealed: digestOf(dependents) },
    },
    proof: { ...given.proof, events: digestOf(events) },
    dataLoss: { ...input.dataLoss, oldDatabase: digestOf(use) },
  };
}

describe('F112 what the report says and signs is what the step has written:', () => {
  const unknown = (cause: string) => ({ outcome: 'unknown', cause: expect.stringContaining(cause) });
  test.each([
    ['attempt-0/checks.json', /passed/, 'failed', { checks: [] }],
    ['data-loss.json', /"missing":\d+/, '"missing":0', { dataLoss: unknown('could not be read') }],
    ['attempt-0/dependents.json', /cpu/, 'forged', { dependents: unknown('could not be read') }],
    ['old-database.json', /"count":1/, '"count":0', { oldDatabase: null }],
    ['attempt-0/events.json', /jobs/, 'forged', { events: unknown('could not be read') }],
    ['attempt-0/unsettled/part-00000.jsonl', /"k0"/, '"forged"', { unsettled: { keys: 120, first: [] } }],
  ])('%s', async (file, from, to, without) => {
    const key = `runs/run-1/${file}`;
    const w = await world();
    const given = await complete(w.evidence);
    await writeReport(given, w);
    expect(w.errors).toEqual([]);
    const believed = w.evidence.json('runs/run-1/report.json');
    const text = w.evidence.texts.get(key)?.text ?? '';
    expect(text).toMatch(from);
    for (const attacked of [undefined, 'garbage', text.replace(from, to)]) {
      w.errors.length = 0;
      if (attacked === undefined) w.evidence.texts.delete(key);
      else await w.evidence.putText(key, attacked);
      expect(await writeReport(given, w)).toMatchObject({ verdict: 'verified' });
      expect(w.errors).toHaveLength(1);
      const report = w.evidence.json('runs/run-1/report.json');
      expect(report).toMatchObject(without);
      expect(report).not.toMatchObject(believed as object);
    }
  });
});

test('F112 it is signed, and says with which key', async () => {
  const w = await world();
  await writeReport(input, w);
  expect(w.evidence.json('runs/run-1/report.json')).toMatchObject({ signing: { key: w.signer.key } });
  const sums = w.evidence.texts.get('runs/run-1/report.sha256')?.text ?? '';
  const signature = w.evidence.json('runs/run-1/report.signature.json') as Signature;
  expect(isSignedWith(w.signer.publicKey, sums, signature)).toBe(true);
  expect(w.published.join()).not.toContain('NOT SIGNED');
});

test('F112 one that cannot be signed is written all the same, and all are told', async () => {
  const w = await world();
  w.signer.denied = 'AccessDeniedException';
  expect(await writeReport(input, w)).toMatchObject({ verdict: 'verified' });
  expect(w.evidence.json('runs/run-1/report.json')).toMatchObject({ signing: { unsigned: 'AccessDeniedException' } });
  expect(w.evidence.json('runs/run-1/report.signature.json')).toEqual({ unsigned: 'AccessDeniedException' });
  expect(w.evidence.texts.get('runs/run-1/report.html')?.text).toContain('This report is not signed');
  expect(w.errors).toEqual(['the report is not signed']);
  expect(w.published[1]).toContain('The report is NOT SIGNED: AccessDeniedException. See docs/runbook.md#not-signed.');
});

test('all three are sealed', async () => {
  const w = await world();
  await writeReport(input, w);
  const sums = ['report.json', 'report.md', 'report.html'].map((name) => {
    const text = w.evidence.texts.get(`runs/run-1/${name}`)?.text ?? '';
    return `${createHash('sha256').update(text).digest('hex')}  ${name}\n`;
  });
  expect(w.evidence.texts.get('runs/run-1/report.sha256')?.text).toBe(sums.join(''));
});

test('everybody hears of the verdict', async () => {
  const w = await world();
  await writeReport(input, w);
  expect(w.published[0]).toBe('Restore VERIFIED: pegasus');
  expect(w.published[1]).toContain('s3://evidence/runs/run-1/report.html');
});

test('everybody hears how things stand and what to do', async () => {
  const w = await world();
  const failure = { step: 'RestoreObjects' as const, error: 'ExecutionStopped', cause: 'it was stopped by hand' };
  const { traffic, tornDown, ...stopped } = input;
  await writeReport({ ...stopped, tornDown: { ...tornDown, traffic: 'frozen' }, failure }, w);
  expect(w.published[1]).toContain('- Traffic is frozen, generation 4.');
  expect(w.published[1]).toMatch(/- Next: Start again .* See docs\/runbook\.md#executionstopped\./);
});

test('F19 a run that was stopped in the freeze itself says that traffic is frozen, and under which generation', async () => {
  const w = await world();
  await w.evidence.putJson('runs/run-1/freeze.json', {
    ...FREEZE_RECORD,
    prior: { mode: 'open', generation: 6 },
  });
  const failure = { step: 'FreezeWrites' as const, error: 'ExecutionStopped', cause: 'it was stopped by hand' };
  const { execution, plan, tornDown } = WORKFLOW;
  const report = { execution, plan, tornDown: { ...tornDown, traffic: 'frozen' as const }, failure, step };
  await writeReport(report, w);
  expect(w.evidence.json('runs/run-1/report.json')).toMatchObject({ traffic: { mode: 'frozen', generation: 7 } });
  await writeReport({ ...report, tornDown }, w);
  expect(w.evidence.json('runs/run-1/report.json')).toMatchObject({ traffic: null });
});

test('F73 a report that cannot be written does not change the verdict', async () => {
  const w = await world();
  w.evidence.putText = () => Promise.reject(new Error('denied'));
  expect(await writeReport(input, w)).toMatchObject({ verdict: 'verified' });
  expect(w.errors).toEqual(['the report could not be written']);
});

test('F73 evidence that cannot be read is missing from the report, and the verdict stands', async () => {
  const w = await world();
  const given = await complete(w.evidence);
  w.evidence.failing = true;
  expect(await writeReport(given, w)).toMatchObject({ verdict: 'verified' });
  expect(w.errors).toEqual([
    'the ledger could not be read',
    'the checks could not be read',
    'the data-loss ledger could not be read',
    'the dependents could not be read',
    'the unsettled keys could not be read',
    'the use of the old database could not be read',
    'the events of the bucket could not be read',
    'the record of the freeze could not be read',
    'the report could not be written',
  ]);
});

test('a run that was refused before the plan has its report under the name of its execution', async () => {
  const w = await world();
  const failure = { step: 'PlanRestore' as const, error: 'InvalidRequest', cause: 'no zone' };
  const refused = { request, execution: { ...EXECUTION, name: 'Refused One' }, failure, step };
  const { json, verdict } = await writeReport(refused, w);
  expect([verdict, json]).toEqual(['failed', expect.stringMatching(/^runs\/refused-one-[0-9a-f]{8}\/report\.json$/)]);
  expect(w.evidence.json(json)).toMatchObject({ failure });
});

test('a second try writes the same again', async () => {
  const w = await world();
  const first = await writeReport(input, w);
  const text = w.evidence.texts.get(first.json)?.text;
  expect(await writeReport(input, w)).toEqual(first);
  expect(w.evidence.texts.get(first.json)?.text).toBe(text);
});
