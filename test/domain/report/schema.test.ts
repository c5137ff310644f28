import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { ReportFacts } from '../../../domain/report/model';
import { buildReport } from '../../../domain/report/report';
import { restoreReport } from '../../../domain/report/schema';
import { EXECUTION } from '../workflow/workflow-fixture';
import { FACTS, HELD } from './report-fixture';

const PUBLISHED = join(__dirname, '..', '..', '..', 'docs', 'report.schema.json');
const REFUSED: ReportFacts = {
  workflow: { execution: EXECUTION, failure: { step: 'PlanRestore', error: 'InvalidRequest', cause: 'no zone' } },
  ledger: [],
  checks: [],
  now: FACTS.now,
};

/** `UPDATE_GOLDEN=1` writes it anew. */
test('the published schema is made of the one that the reports are checked by', () => {
  const schema = { title: 'PegasusBackup: report.json', ...z.toJSONSchema(restoreReport) };
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN) writeFileSync(PUBLISHED, text);
  expect(readFileSync(PUBLISHED, 'utf8')).toBe(text);
});

test.each([
  ['a run that went well', FACTS],
  ['a run that was stopped by a check', HELD],
  ['a run that was refused', REFUSED],
])('the report of %s fits, and has no field that the schema does not know', (_, facts) => {
  const report = JSON.parse(JSON.stringify(buildReport(facts)));
  expect(restoreReport.parse(report)).toEqual(report);
});

test('a report without its verdict does not fit', () => {
  const { verdict, ...rest } = buildReport(FACTS);
  expect(restoreReport.safeParse(rest).success).toBe(false);
});
