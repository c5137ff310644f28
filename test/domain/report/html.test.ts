import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderHtml } from '../../../domain/report/html';
import type { ReportFacts } from '../../../domain/report/model';
import { buildReport } from '../../../domain/report/report';
import { reportWords } from '../../../domain/report/words';
import { EXECUTION } from '../workflow/workflow-fixture';
import { FACTS, HELD, WORKFLOW } from './report-fixture';

const GOLDEN = join(__dirname, '..', '..', 'golden');
const page = (facts: ReportFacts) => renderHtml(buildReport(facts));
const HOSTILE = `<script>alert(1)</script>"'&\u202e\u0000.png`;

/** `UPDATE_GOLDEN=1` writes the files anew; then look at them in a browser. */
test.each([
  ['report-verified.html', FACTS],
  ['report-held.html', HELD],
])('%s is what the page looks like', (name, facts) => {
  const file = join(GOLDEN, name);
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, page(facts));
  expect(page(facts)).toBe(readFileSync(file, 'utf8'));
});

test('the verdict comes first, and the title says it', () => {
  expect(page(HELD)).toMatch(/<title>FAILED: restore of pegasus.*<header>\s*<span class="badge">✕ FAILED<\/span>/s);
});

test('the page fetches nothing', () => {
  const text = page(FACTS);
  expect(text).not.toMatch(/<(script|link|img|iframe)\b|\bsrc=|\burl\(|@import/);
  expect(text).toContain("default-src 'none'");
});

test('text of others never becomes a tag, wherever it stands', () => {
  const plan = { ...WORKFLOW.plan, reason: HOSTILE, requestedBy: HOSTILE };
  const failure = { step: 'RunChecks' as const, error: HOSTILE, cause: `**${HOSTILE}** \`${HOSTILE}\`` };
  const checks = [{ name: HOSTILE, outcome: 'failed' as const, expected: HOSTILE, observed: HOSTILE }];
  const text = page({ ...HELD, checks, workflow: { ...HELD.workflow, plan, failure } });
  expect(text).not.toContain('<script>');
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\u202e\\u0000.png');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(text).not.toMatch(/[\u0000\u202e]/);
});

test('every sentence of the report is on the page', () => {
  const report = buildReport(HELD);
  const plain = renderHtml(report).replace(/<[^>]+>/g, '');
  const { whatNow, dataLoss, whatIsThere, recoveryPoints } = reportWords(report);
  for (const line of [...whatNow, dataLoss, ...whatIsThere, ...recoveryPoints]) {
    expect(plain).toContain(line.replaceAll('**', '').replaceAll('`', ''));
  }
});

test('checks that did not pass come first', () => {
  expect(page(HELD)).toMatch(/<td>lecture integrity<\/td>.*<td>recovery ended<\/td>/s);
});

test('a run that was refused has a page without a picture', () => {
  const failure = { step: 'PlanRestore' as const, error: 'InvalidRequest', cause: 'no zone: add `Z`' };
  const text = page({ workflow: { execution: EXECUTION, failure }, ledger: [], checks: [], now: FACTS.now });
  expect(text).toContain('<blockquote>no zone: add <code>Z</code></blockquote>');
  expect(text).toContain('Nothing was touched.');
  expect(text).not.toContain('<svg');
});
