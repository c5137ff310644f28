import { renderHtml } from '../../../domain/report/html';
import { renderMarkdown } from '../../../domain/report/markdown';
import { buildReport } from '../../../domain/report/report';
import { restoreReport } from '../../../domain/report/schema';
import { unsettledWords } from '../../../domain/report/unsettled-words';
import { FACTS, WORKFLOW } from './report-fixture';

const overwritten = {
  key: 'pegasus/a',
  reason: 'it was overwritten in the second of the target time',
  taken: 'version-1',
  others: ['version-2', 'version-3'],
};
const upload = { key: 'pegasus/b\n- c', reason: 'an upload in parts', taken: null, others: ['version-4'] };

const reportOf = (keys: number, ...unsettled: (typeof overwritten | typeof upload)[]) => {
  const proof = { ...WORKFLOW.proof, unsettled: { keys, detail: 'runs/run-1/attempt-0/unsettled/' } };
  return buildReport({ ...FACTS, workflow: { ...WORKFLOW, proof }, unsettled });
};

test('F88 the report lists the keys that rows cannot tell apart, with what was taken, in every format', () => {
  const report = reportOf(2, overwritten, upload);
  expect(restoreReport.parse(JSON.parse(JSON.stringify(report))).unsettled).toEqual({
    keys: 2,
    evidence: 's3://evidence/runs/run-1/attempt-0/unsettled/',
    first: [overwritten, upload],
  });
  for (const page of [renderMarkdown(report), renderHtml(report)]) {
    for (const text of [
      'Unsettled keys',
      's3://evidence/runs/run-1/attempt-0/unsettled/',
      'pegasus/a',
      'overwritten in the second of the target time',
      'version-2',
      'left as it stands',
    ]) {
      expect(page).toContain(text);
    }
  }
  expect(renderMarkdown(report)).toMatch(
    /^- "pegasus\/a": .*; version `version-1` was taken; .*`version-2`, `version-3`\.$/m,
  );
  expect(renderMarkdown(report)).not.toMatch(/^- c/m);
});

test('F88 what to do now names them, and what is not named is counted', () => {
  const report = reportOf(3, overwritten);
  expect(renderMarkdown(report)).toMatch(/^## What to do now$.*\*\*Look at 3 keys:\*\*.*^## What happened$/ms);
  expect(unsettledWords(report).at(-1)).toBe('And 2 more.');
  expect(report.verdict).toBe('verified');
});

test('where every key is settled nothing is said, and a report of before has none', () => {
  const report = buildReport(FACTS);
  expect([report.unsettled, unsettledWords(report)]).toEqual([null, []]);
  expect(renderMarkdown(report)).not.toMatch(/unsettled/i);
  const { unsettled: _, ...before } = report;
  expect(restoreReport.parse(before).unsettled).toBeNull();
});
