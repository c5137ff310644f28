import { createHash } from 'node:crypto';
import type { RestoreReport } from '../../../domain/report/model';
import type { Signature } from '../../../domain/report/signature';
import { writeReport } from '../../../lambda/steps/write-report';
import { digestOf } from '../../../runtime/evidence/digest';
import { isSignedWith } from '../../../runtime/evidence/seal';
import { CHECKS, LEDGER, WORKFLOW } from '../../domain/report/report-fixture';
import { EXECUTION, STEP } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';
import { MemorySigner } from '../../runtime/evidence/memory-signer';
import { FREEZE_RECORD } from '../../runtime/traffic/memory-freeze';

const step = { ...STEP.step, name: 'WriteReport' as const, enteredAt: '2026-11-23T05:17:33.000Z' };
const request = { targetTime: '2026-11-23T04:00:00Z', reason: 'lectures deleted by mistake' };
const input = { request, ...WORKFLOW, step };

async function world() {
  const evidence = new MemoryEvidence();
  for (const [index, entry] of LEDGER.entries()) {
    await evidence.putJson(`runs/run-1/ledger/${String(index).padStart(2, '0')}-${entry.step}-0.json`, entry);
  }
  await evidence.putJson('runs/run-1/attempt-0/checks.json', CHECKS);
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
  const detail = 'runs/run-1/attempt-0/unsettled/';
  const line = (n: number) => JSON.stringify({ key: `k${n}`, reason: 'overwritten', taken: 'v1', others: ['v2'] });
  const parts = [0, 60].map((from) => Array.from({ length: 60 }, (_, n) => line(from + n)).join('\n'));
  for (const [n, text] of parts.entries()) await w.evidence.putText(`${detail}part-${n}.jsonl`, text);
  const proof = { ...input.proof, unsettled: { keys: 120, detail } };
  await writeReport({ ...input, proof }, w);
  const { unsettled } = w.evidence.json('runs/run-1/report.json') as RestoreReport;
  expect([unsettled?.keys, unsettled?.first.length, unsettled?.first.at(-1)?.key]).toEqual([120, 100, 'k99']);
  expect(unsettled?.evidence).toBe(`s3://evidence/${detail}`);
});

test('F112 checks that are not those of RunChecks are left out, and the verdict stands', async () => {
  const w = await world();
  const sealed = digestOf(CHECKS);
  await writeReport({ ...input, checks: { ...input.checks, sealed } }, w);
  expect(w.evidence.json('runs/run-1/report.json')).toMatchObject({ checks: CHECKS });
  const [first, ...others] = CHECKS;
  await w.evidence.putJson('runs/run-1/attempt-0/checks.json', [{ ...first, outcome: 'failed' }, ...others]);
  expect(await writeReport({ ...input, checks: { ...input.checks, sealed } }, w)).toMatchObject({
    verdict: 'verified',
  });
  expect(w.evidence.json('runs/run-1/report.json')).toMatchObject({ checks: [] });
  expect(w.errors).toEqual(['the checks could not be read']);
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
  w.evidence.failing = true;
  expect(await writeReport(input, w)).toMatchObject({ verdict: 'verified' });
  expect(w.errors).toEqual([
    'the ledger could not be read',
    'the checks could not be read',
    'the data-loss ledger could not be read',
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
