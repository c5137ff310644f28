import { renderHtml } from '../../../domain/report/html';
import { renderMarkdown } from '../../../domain/report/markdown';
import { buildReport } from '../../../domain/report/report';
import { restoreReport } from '../../../domain/report/schema';
import { FACTS } from './report-fixture';

const decided = { by: 'grace', at: '2026-11-23T05:00:00Z', reason: 'never uploaded', decidedIn: 'arn:decision-1' };
const acceptedLosses = [
  { key: 'pegasus/a', row: 'lectures a (audio_path)', ...decided },
  { key: 'pegasus/b', why: 'NoSuchVersion: gone', ...decided, by: 'ada\n# VERIFIED', decidedIn: 'arn:decision-2' },
];
const workflow = { ...FACTS.workflow, acceptedLosses: { key: 'list', sha256: '', count: 2 } };
const report = buildReport({ ...FACTS, workflow, acceptedLosses });

test('F100 the report lists what was accepted as lost, with who decided and the reason, in every format', () => {
  expect(report.verdict).toBe('verified');
  expect(report.summary).toContain('2 losses accepted by name');
  expect(restoreReport.parse(JSON.parse(JSON.stringify(report))).acceptedLosses).toEqual(acceptedLosses);
  for (const page of [renderMarkdown(report), renderHtml(report)]) {
    expect(page).toContain('Accepted losses');
    for (const text of [
      'lectures a (audio_path) → pegasus/a',
      'pegasus/b',
      'NoSuchVersion',
      'never uploaded',
      'grace',
      'arn:decision-2',
    ]) {
      expect(page).toContain(text);
    }
  }
  expect(renderMarkdown(report)).not.toMatch(/^# VERIFIED$/m);
});

test.each([
  ['the list is missing', { ...FACTS, workflow }],
  ['the list has one less', { ...FACTS, workflow, acceptedLosses: acceptedLosses.slice(1) }],
  ['there is a list that no decision knows', { ...FACTS, acceptedLosses }],
])('F100 where %s, nothing is verified', (_, facts) => {
  expect(buildReport(facts)).toMatchObject({
    verdict: 'failed',
    failure: { error: 'ReportIncomplete', cause: expect.stringContaining('the list of the losses that were accepted') },
  });
});

test('without any, the report says nothing of them', () => {
  expect(renderMarkdown(buildReport(FACTS))).not.toContain('Accepted losses');
});
