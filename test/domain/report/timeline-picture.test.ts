import { buildReport } from '../../../domain/report/report';
import { moments, momentsPicture } from '../../../domain/report/timeline-picture';
import { FACTS, HELD, WORKFLOW } from './report-fixture';

test('the moments of a restore stand in the order of time', () => {
  expect(moments(buildReport(FACTS)).map(({ label }) => label)).toEqual([
    'recovered to',
    'target time',
    'incident began',
    'run started',
    'writes frozen',
    'traffic open again',
    'report written',
  ]);
});

test('traffic that was not opened is not said to be open', () => {
  expect(moments(buildReport(HELD)).map(({ kind }) => kind)).not.toContain('open');
});

test.each([
  [3, '2026-11-23T04:00:00Z'],
  [2, null],
])('%i moments: two are no picture', (known, targetTime) => {
  const report = { ...buildReport(FACTS), targetTime, incidentStart: null, steps: [], database: null };
  expect(moments(report)).toHaveLength(known);
  expect(momentsPicture(report).text.startsWith('<svg')).toBe(known > 2);
});

test('labels keep their distance although the moments lie close together', () => {
  const rows = [...momentsPicture(buildReport(FACTS)).text.matchAll(/<text x="162" y="([\d.]+)"/g)].map(([, y]) =>
    Number(y),
  );
  expect(rows).toHaveLength(7);
  for (const [index, row] of rows.entries()) if (index > 0) expect(row - rows[index - 1]!).toBeGreaterThanOrEqual(29.8);
});

test('the axis is true to scale', () => {
  const report = buildReport(FACTS);
  const dots = [...momentsPicture(report).text.matchAll(/cy="([\d.]+)"/g)].map(([, y]) => Number(y));
  const [first, , incident] = moments(report);
  const last = moments(report).at(-1)!;
  const share = (incident!.at - first!.at) / (last.at - first!.at);
  expect((dots[2]! - dots[0]!) / (dots.at(-1)! - dots[0]!)).toBeCloseTo(share, 2);
});

test('a drill shows no data loss', () => {
  const drill = { ...WORKFLOW, freeze: undefined, plan: { ...WORKFLOW.plan, mode: 'drill' as const } };
  expect(momentsPicture(buildReport({ ...FACTS, workflow: drill })).text).not.toContain('class="lost"');
});
