import { expect, test } from '@jest/globals';
import { renderHtml } from '../../../domain/report/html';
import { renderMarkdown } from '../../../domain/report/markdown';
import type { ReportedWorkflow } from '../../../domain/report/model';
import { buildReport } from '../../../domain/report/report';
import type { PlannedHook } from '../../../domain/workflow/workflow';
import { FACTS, WORKFLOW } from './report-fixture';

const hooks: PlannedHook[] = [
  { name: 'EmptyQueue', when: 'after-freeze', functionArn: 'arn:queue' },
  { name: 'Index', when: 'before-open', functionArn: 'arn:index' },
];
const queue = { ran: [{ name: 'EmptyQueue', done: 'emptied [jobs] | 3 were in it', seconds: 1.2 }] };
const index = { ran: [{ name: 'Index', done: 'built again', seconds: 312 }] };
const plan = { ...WORKFLOW.plan, hooks };
const reportOf = (other: Partial<ReportedWorkflow>) =>
  buildReport({ ...FACTS, workflow: { ...WORKFLOW, plan, ...other } });

test('the report has each hook with its sentence and its time', () => {
  const report = reportOf({ afterFreezeHooks: queue, beforeOpenHooks: index });
  expect(report).toMatchObject({
    verdict: 'verified',
    hooks: [{ ...queue.ran[0], when: 'after-freeze' }, index.ran[0]],
  });
  const text = renderMarkdown(report);
  expect(text).toMatch(/## Hooks\n\n- EmptyQueue, after the freeze: emptied \\\[jobs\] \\\| 3 were in it \(1\.2 s\)\n/);
  expect(text).toContain('- Index, before traffic opens: built again (5 min 12 s)\n');
  expect(renderHtml(report)).toContain('Index, before traffic opens: built again');
});

test('of a pair without any it says nothing', () => expect(renderMarkdown(buildReport(FACTS))).not.toContain('Hooks'));

test('a hook of the plan that has not run is said, and the run is not verified', () => {
  const report = reportOf({ afterFreezeHooks: queue });
  expect(report.failure).toMatchObject({ error: 'ReportIncomplete', cause: 'Missing: every hook.' });
  expect(renderMarkdown(report)).toContain('**Index, before traffic opens: not done** in the last attempt.');
  const drill = { ...plan, mode: 'drill' as const };
  expect(reportOf({ plan: drill }).failure?.cause).toContain('every hook');
});

test.each(['both', 'database'] as const)(
  'one that fails before traffic opens has led the application nowhere; in scope: %s',
  (scope) => {
    const failure = { step: 'RunBeforeOpenHooks' as const, error: 'HookFailed', cause: 'no' };
    const stopped = { lowTraffic: undefined, checks: undefined, smokeJob: undefined, traffic: undefined, failure };
    const ending = (more: Partial<ReportedWorkflow>) =>
      reportOf({ plan: { ...plan, scope }, afterFreezeHooks: queue, ...stopped, ...more }).ending;
    expect(ending({})).toMatchObject({ outcome: 'failed', cutOver: 'none', database: null });
    const opening = { failure: { ...failure, step: 'OpenLowTraffic' as const }, beforeOpenHooks: index };
    expect(ending(opening)).toMatchObject({ outcome: 'failed', cutOver: 'begun' });
    const attempts = [{ attempt: 0, candidate: 0, failure, action: 'again' as const, reason: 'x' }];
    const later = { attempts, attempt: 1, proof: undefined, objectsVerified: undefined };
    expect(ending(later).rewoundTo).toBe(scope === 'database' ? null : '2026-11-23T04:00:00Z');
  },
);
