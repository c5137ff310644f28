import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderMarkdown } from '../../../domain/report/markdown';
import type { ReportFacts } from '../../../domain/report/model';
import { buildReport } from '../../../domain/report/report';
import { EXECUTION, PLAN } from '../workflow/workflow-fixture';
import { FACTS, HELD, WORKFLOW } from './report-fixture';

const GOLDEN = join(__dirname, '..', '..', 'golden');
const markdown = (facts: ReportFacts) => renderMarkdown(buildReport(facts));

/** `UPDATE_GOLDEN=1` writes the files anew; then read the difference. */
test.each([
  ['report-verified.md', FACTS],
  ['report-held.md', HELD],
])('%s is what the report looks like', (name, facts) => {
  const file = join(GOLDEN, name);
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, markdown(facts));
  expect(markdown(facts)).toBe(readFileSync(file, 'utf8'));
});

test('the verdict comes first', () => {
  expect(markdown(FACTS)).toMatch(/^# VERIFIED: /);
  expect(markdown(HELD)).toMatch(/^# FAILED: /);
});

test('a refused run says that nothing was touched, and what to do', () => {
  const failure = { step: 'PlanRestore' as const, error: 'InvalidRequest', cause: 'no zone: add `Z`' };
  const text = markdown({ workflow: { execution: EXECUTION, failure }, ledger: [], checks: [], now: FACTS.now });
  expect(text).toMatch(/add `Z`.*Nothing was touched.*docs\/runbook\.md#invalidrequest/s);
});

test('a failure before the rewind says that nothing was written to the bucket', () => {
  const failure = { step: 'ProveReferences' as const, error: 'DanglingReferences', cause: '1 of 9' };
  const ledger = FACTS.ledger.slice(0, 8);
  expect(markdown({ ...HELD, ledger, workflow: { ...HELD.workflow, proof: undefined, failure } })).toMatch(
    /Nothing was written to the bucket/,
  );
});

test('an error of the platform has an article, too', () => {
  const failure = { step: 'RunChecks' as const, error: 'States.Timeout', cause: '' };
  expect(markdown({ ...HELD, workflow: { ...HELD.workflow, failure } })).toMatch(/runbook\.md#anything-else/);
});

test('a drill says that production was not touched, and what a restore would do', () => {
  const tornDown = { ...WORKFLOW.tornDown, leftovers: [] };
  const drill = { freeze: undefined, traffic: undefined, objectsVerified: undefined, tornDown };
  const text = markdown({ ...FACTS, workflow: { ...WORKFLOW, ...drill, plan: { ...PLAN, mode: 'drill' } } });
  expect(text).toMatch(/^# VERIFIED: drill, .*production was not touched.*planned: 41 to copy, 13 to mark/s);
});

test('text of others makes neither a column nor a line of its own', () => {
  const checks = [{ name: 'a|b', outcome: 'passed' as const, expected: 'one\ntwo', observed: '' }];
  expect(markdown({ ...FACTS, checks })).toContain('| a\\|b | passed | one\\\\ntwo |  |');
});

test('a rewind that was not verified says so', () => {
  const failure = { step: 'VerifyObjects' as const, error: 'ObjectsDiffer', cause: '1 key' };
  const text = markdown({ ...HELD, workflow: { ...HELD.workflow, objectsVerified: undefined, failure } });
  expect(text).toMatch(/up to 41 keys copied and 13 marked, not verified/);
});

test('owners and privileges that a dump left out are named, with where to read how to give them again', () => {
  const database = {
    ...WORKFLOW.database,
    accessLeftOut: ['editor owned 2 object(s)', 'public had privileges on 1 object(s)'],
  };
  expect(markdown({ ...FACTS, workflow: { ...WORKFLOW, database } })).toMatch(
    /Owners and privileges are not restored:\*\* editor owned 2 object\(s\); public had .*docs\/runbook.md#owners-and-privileges/,
  );
  expect(markdown(FACTS)).not.toContain('Owners and privileges');
});
