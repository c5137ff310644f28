import { renderHtml } from '../../../domain/report/html';
import { renderMarkdown } from '../../../domain/report/markdown';
import { restoreMetrics } from '../../../domain/report/metrics';
import type { ReportedWorkflow } from '../../../domain/report/model';
import { buildReport } from '../../../domain/report/report';
import { moments } from '../../../domain/report/timeline-picture';
import { reportWords } from '../../../domain/report/words';
import type { CheckResult, RestoredDatabase } from '../../../domain/workflow/workflow';
import { EXECUTION, PLAN } from '../workflow/workflow-fixture';
import { CHECKS, FACTS, HELD, WORKFLOW } from './report-fixture';

const report = (workflow: Partial<ReportedWorkflow>, checks: CheckResult[] = CHECKS) =>
  buildReport({ ...FACTS, workflow: { ...WORKFLOW, ...workflow }, checks });

describe('a verified restore', () => {
  const verified = buildReport(FACTS);

  test('is verified, in one sentence with figures', () =>
    expect(verified).toMatchObject({
      verdict: 'verified',
      failure: null,
      summary:
        'Verified: pegasus and s3://protected/pegasus/ are back to 2026-11-23T04:00:00Z: 2310 rows, ' +
        '1190 references, none dangling but 2 that did before (baseline of 2026-11-23T02:00:00Z), in 1050 s.',
    }));

  test('has every field that whoever reads the JSON counts on', () =>
    expect(verified).toMatchObject({
      targetTime: '2026-11-23T04:00:00Z',
      database: { recoveredTo: '2026-11-23T04:00:00Z', provedTo: '2026-11-23T03:59:30Z', rowsChecked: 2310 },
      objects: { versionsListed: 5210, copied: 41, marked: 13, unchanged: 1150, ambiguous: 0 },
      references: { checked: 1190, dangling: 0, orphaned: 14 },
      skewSeconds: 0,
    }));

  describe('F89 whose last proved row is from before the target time', () => {
    const at = (recoveredTo: string, database: Partial<RestoredDatabase> = {}) =>
      report({ database: { ...WORKFLOW.database, recoveredTo, ...database } });
    const BEFORE = '2026-11-23T03:59:57Z';

    test.each(['heartbeat', 'replay'] as const)('by %s: it is less certain, and not lost', (recoveredToSource) => {
      const behind = at(BEFORE, { recoveredToSource, notProvedSeconds: 3 });
      expect(behind).toMatchObject({
        database: { recoveredTo: PLAN.targetTime, provedTo: BEFORE, recoveredToSource, notProvedSeconds: 3 },
        recoveryPointSeconds: 300,
        dataLossWindow: { from: PLAN.targetTime, seconds: 3620 },
      });
      const exact = at(PLAN.targetTime, { recoveredToSource, notProvedSeconds: 0 });
      expect(restoreMetrics(behind)).toEqual(restoreMetrics(exact));
      const [words, same] = [reportWords(behind), reportWords(exact)];
      expect({ ...words, dataLoss: '' }).toEqual({ ...same, dataLoss: '' });
      expect(words.dataLoss).toContain(
        `recovered to **${PLAN.targetTime}** (proved up to ${BEFORE} by ${recoveredToSource === 'replay' ? 'the last commit that recovery replayed' : 'its newest heartbeat'}), 5 min 0 s before the incident began. Writes from ${PLAN.targetTime} until`,
      );
      expect(moments(behind).find(({ kind }) => kind === 'recovered')?.at).toBe(Date.parse(PLAN.targetTime));
    });

    test('says how much of the moment nothing proves', () => {
      const said = (...of: Parameters<typeof at>) => reportWords(at(...of)).dataLoss;
      expect(said(BEFORE, { notProvedSeconds: 120 })).toContain('by its newest heartbeat)');
      expect(said(BEFORE, { notProvedSeconds: 121 })).toContain(
        'by its newest heartbeat; the 121 s after that are less certain: nothing proves that their writes are there)',
      );
      const asked = at(PLAN.targetTime, { recoveredToSource: 'request', notProvedSeconds: null });
      expect([asked.database?.provedTo, reportWords(asked).dataLoss]).toEqual([
        null,
        expect.stringContaining('not proved: no heartbeat'),
      ]);
    });
  });

  test('measures the recovery point from the target time to the beginning of the incident', () =>
    expect(verified.recoveryPointSeconds).toBe(5 * 60));

  test('measures the recovery point to the target time where the beginning of the incident is not known', () => {
    const unknown = report({ plan: { ...PLAN, incidentStart: null } });
    expect(unknown.recoveryPointSeconds).toBe(0);
    expect(reportWords(unknown).dataLoss).toContain('heartbeat), which is the target time.');
  });

  test('says what PlanRestore has noted', () => {
    const notes = ['at 2026-11-23T04:00:00Z the database ran postgres 17.4, now it is 17.5: it comes back with 17.4'];
    const noted = report({ plan: { ...PLAN, notes } });
    expect([noted.notes, verified.notes]).toEqual([notes, []]);
    for (const text of [renderMarkdown(noted), renderHtml(noted)]) expect(text).toContain(`${notes[0]}.`);
    expect(renderMarkdown(verified)).not.toContain('Notes of the plan');
  });

  test('measures the recovery time from the start until traffic was open', () =>
    expect(verified.recoveryTimeSeconds).toBe(17 * 60 + 30));

  test('says what is lost: from the recovery point until writes were frozen', () =>
    expect(verified.dataLossWindow).toEqual({
      from: '2026-11-23T04:00:00Z',
      until: '2026-11-23T05:00:20.000Z',
      seconds: 3620,
    }));
});

describe('what is only in the old stores', () => {
  test('is counted, by table; tables that lost nothing are not named', () =>
    expect(buildReport(FACTS).dataLoss).toMatchObject({
      outcome: 'recorded',
      missing: 9,
      changed: 4,
      objects: 41,
      tables: [{ table: 'public.credit_ledger' }, { table: 'public.lectures' }],
      notCompared: [{ table: 'public.audit_log' }],
    }));

  test('F73: nobody knowing it changes no verdict', () => {
    const dataLoss = { outcome: 'unknown' as const, cause: 'the old database is gone' };
    expect(report({ dataLoss })).toMatchObject({ verdict: 'verified', dataLoss });
  });

  test('F73: a summary that cannot be read is said', () =>
    expect(buildReport({ ...FACTS, dataLoss: undefined })).toMatchObject({
      verdict: 'verified',
      dataLoss: { outcome: 'unknown', cause: 'runs/run-1/data-loss.json could not be read' },
    }));

  test('a run that did not open traffic has not looked', () => expect(buildReport(HELD).dataLoss).toBeNull());
});

describe('nothing is verified by default:', () => {
  test.each([
    ['no restored database', { database: undefined }, 'the restored database'],
    [
      'an object plan that was not finished',
      { objectPlan: { ...WORKFLOW.objectPlan, complete: false } },
      'object plan',
    ],
    ['no proof', { proof: undefined }, 'a proof'],
    ['F65 a proof of nothing', { proof: { ...WORKFLOW.proof, checked: 0 } }, 'a proof'],
    ['a dangling reference', { proof: { ...WORKFLOW.proof, dangling: 1 } }, 'a proof'],
    ['no freeze', { freeze: undefined }, 'the freeze'],
    ['F55 one key that failed', { objectsRestored: { parts: 1, failed: 1 } }, 'every object restored'],
    [
      'an object that still differs',
      { objectsVerified: { ...WORKFLOW.objectsVerified, remaining: 1 } },
      'a bucket equal',
    ],
    ['no cut-over', { lowTraffic: undefined }, 'the cut-over'],
    ['no checks', { checks: undefined }, 'at least one check'],
    ['no check that passed', { checks: { ...WORKFLOW.checks, passed: 0 } }, 'at least one check'],
    ['F63 a smoke job that left data behind', { smokeJob: { ...WORKFLOW.smokeJob, cleanedUp: false } }, 'a smoke job'],
    ['F20 traffic that was not resumed', { traffic: undefined }, 'open traffic'],
    ['a run that was not torn down', { tornDown: undefined }, 'TearDown'],
  ])('%s', (_what, workflow, missing) =>
    expect(report(workflow)).toMatchObject({
      verdict: 'failed',
      failure: { step: 'WriteReport', error: 'ReportIncomplete', cause: expect.stringContaining(missing) },
    }),
  );

  test.each(['failed', 'unknown'] as const)('F64 a check that is %s', (outcome) =>
    expect(report({}, [{ ...CHECKS[0]!, outcome }])).toMatchObject({ verdict: 'failed' }),
  );

  test('a check that is not applicable is no failure', () =>
    expect(report({}, [{ ...CHECKS[0]!, outcome: 'not applicable' }])).toMatchObject({ verdict: 'verified' }));
});

describe('a drill', () => {
  const drill = {
    plan: { ...PLAN, mode: 'drill' as const },
    freeze: undefined,
    objectsRestored: undefined,
    objectsVerified: undefined,
    lowTraffic: undefined,
    smokeJob: undefined,
    traffic: undefined,
    tornDown: { ...WORKFLOW.tornDown!, leftovers: [] as string[] },
  };

  test('is verified without freeze, rewind, cut-over and smoke job', () =>
    expect(report(drill)).toMatchObject({
      verdict: 'verified',
      traffic: null,
      leftovers: [],
      objects: { copied: 0 },
    }));

  test('that leaves something over has failed, and says what', () => {
    const tornDown = { ...drill.tornDown, leftovers: ['database pegasus-12345678-a1 (deleting)', 'snapshot final'] };
    expect(report({ ...drill, tornDown })).toMatchObject({
      verdict: 'failed',
      failure: {
        step: 'TearDown',
        error: 'Leftovers',
        cause: '2 left over: database pegasus-12345678-a1 (deleting), snapshot final.',
      },
    });
  });

  test.each([
    ['of which nobody has counted what is left', { tornDown: WORKFLOW.tornDown }],
    ['without a check', { checks: undefined }],
  ])('%s is not verified', (_what, missing) =>
    expect(report({ ...drill, ...missing }, [])).toMatchObject({ failure: { error: 'ReportIncomplete' } }),
  );
});

test('the failure of a step is the failure of the report', () => {
  const held = buildReport(HELD);
  expect(held).toMatchObject({
    verdict: 'failed',
    failure: { step: 'RunChecks', error: 'CheckFailed' },
    recoveryTimeSeconds: null,
    traffic: { mode: 'frozen', generation: 4 },
  });
  expect(held.summary).toMatch(/^Failed in RunChecks \(CheckFailed\): 1 of 3/);
});

test('a run that was refused before there was a plan has a report, too', () => {
  const failure = { step: 'PlanRestore' as const, error: 'InvalidRequest', cause: 'no zone' };
  const refused = buildReport({ workflow: { execution: EXECUTION, failure }, ledger: [], checks: [], now: FACTS.now });
  expect(refused).toMatchObject({
    verdict: 'failed',
    runId: null,
    targetTime: null,
    database: null,
    objects: null,
    references: null,
    failure,
  });
});

test('a summary travels in the state: a cause of 300 KB does not', () => {
  const failure = { step: 'RunChecks' as const, error: 'CheckFailed', cause: 'x'.repeat(300_000) };
  expect(report({ failure }).summary).toHaveLength(1_000);
});

describe('where one store stays', () => {
  const unchanged = { ...WORKFLOW.objectPlan, copy: 0, mark: 0 };
  const live = { ...WORKFLOW.database, identifier: 'pegasus', recoveredToSource: 'live' as const };

  test('objects only: the objects are back, the database is said to be not in scope', () => {
    const made = report({ plan: { ...PLAN, scope: 'objects' }, database: live });
    expect(made).toMatchObject({
      verdict: 'verified',
      scope: 'objects',
      summary: expect.stringContaining('s3://protected/pegasus/, and not the database pegasus, is back'),
      recoveryPointSeconds: 300,
      dataLossWindow: { from: PLAN.targetTime },
    });
    const text = renderMarkdown(made);
    expect(text).toContain('| Scope | objects only: the database stays unchanged |');
    expect(text).toContain('**Database** pegasus: not in scope, unchanged; 2310 rows checked');
    expect(text).not.toContain('cut-over.json');
  });

  test('database only: nothing need be restored or verified in the bucket', () => {
    const made = report({
      plan: { ...PLAN, scope: 'database' },
      objectPlan: unchanged,
      objectsRestored: undefined,
      objectsVerified: undefined,
    });
    expect(made).toMatchObject({ verdict: 'verified', scope: 'database' });
    const text = renderMarkdown(made);
    expect(text).toContain('| Scope | database only: the objects stay unchanged |');
    expect(text).toContain('**Objects** s3://protected/pegasus/: not in scope, unchanged;');
  });

  test.each([
    ['a database that was restored', { scope: 'objects' as const }, {}, 'a database that stays as it is'],
    ['objects that were to change', { scope: 'database' as const }, {}, 'objects that stay as they are'],
    [
      'objects that were not restored',
      { scope: 'objects' as const },
      { database: live, objectsRestored: undefined },
      'every object restored',
    ],
  ])('%s is not verified', (_, scope, workflow, missing) =>
    expect(report({ plan: { ...PLAN, ...scope }, ...workflow })).toMatchObject({
      verdict: 'failed',
      failure: { error: 'ReportIncomplete', cause: expect.stringContaining(missing) },
    }),
  );
});
