import { describe, expect, test } from '@jest/globals';
import { renderHtml } from '../../../domain/report/html';
import { renderMarkdown } from '../../../domain/report/markdown';
import { restoreMetrics } from '../../../domain/report/metrics';
import type { ReportedWorkflow, RestoreReport } from '../../../domain/report/model';
import { buildReport } from '../../../domain/report/report';
import { reportWords } from '../../../domain/report/words';
import type { Candidate, Failure, RestoreScope, StepName } from '../../../domain/workflow/workflow';
import { PLAN } from '../workflow/workflow-fixture';
import { CHECKS, FACTS, WORKFLOW } from './report-fixture';

const [ASKED] = PLAN.candidates as [Candidate];
const NEWER: Candidate = {
  recoveryPoint: { kind: 'snapshot', snapshotId: 'before-the-release', time: '2026-11-23T04:02:00Z' },
  objectTime: '2026-11-23T04:02:00Z',
  databaseIdentifier: 'pegasus-12345678-a2',
  reason: 'to roll forward',
};
const COMMAND = 'aws rds register-db-proxy-targets --db-proxy-name door';
const DEPENDENT = {
  kind: 'proxy',
  name: 'door',
  field: 'target',
  wanted: 'x',
  found: 'pegasus',
  action: COMMAND,
} as const;

const failing = (step: StepName, error = 'SomeError'): Failure => ({ step, error, cause: 'because' });

/** What the workflow holds when the run has got as far as that; later answers are missing. */
const ORDER = [
  'freeze',
  'database',
  'objectPlan',
  'proof',
  'objectsRestored',
  'objectsVerified',
  'lowTraffic',
  'checks',
  'smokeJob',
  'traffic',
  'dataLoss',
] as const;
function upTo(last: (typeof ORDER)[number] | undefined): Partial<ReportedWorkflow> {
  const missing = ORDER.slice(last === undefined ? 0 : ORDER.indexOf(last) + 1);
  return Object.fromEntries(missing.map((field) => [field, undefined]));
}
const frozen = { tornDown: { ...WORKFLOW.tornDown, traffic: 'frozen' as const } };
const at = (action: 'hold' | 'accept' | 'stop') => ({ action, reason: 'r', attempt: 0, candidate: 0, attempts: [] });
const decided = (action: 'abort' | 'accept') => ({ action, by: 'grace', at: '2026-11-23T05:16:59Z', reason: 'why' });

interface Expected {
  readonly outcome: RestoreReport['ending']['outcome'];
  readonly cutOver: RestoreReport['ending']['cutOver'];
  readonly rewound: boolean;
  readonly workflow: Partial<ReportedWorkflow>;
}

const INCIDENTS: Readonly<Record<string, Expected>> = {
  verified: { outcome: 'verified', cutOver: 'done', rewound: true, workflow: {} },
  'accepted by decision': {
    outcome: 'accepted',
    cutOver: 'done',
    rewound: true,
    workflow: {
      checks: undefined,
      smokeJob: undefined,
      failure: failing('RunChecks', 'CheckFailed'),
      diagnosis: at('accept'),
      decision: decided('accept'),
    },
  },
  'opened, and TearDown failed': {
    outcome: 'opened, then failed',
    cutOver: 'done',
    rewound: true,
    workflow: { failure: failing('TearDown') },
  },
  'verified, but traffic could not be opened': {
    outcome: 'verified, not opened',
    cutOver: 'done',
    rewound: true,
    workflow: { ...upTo('smokeJob'), ...frozen, failure: failing('ResumeTraffic', 'RestoredStillFrozen') },
  },
  'accepted, but traffic could not be opened': {
    outcome: 'aborted',
    cutOver: 'done',
    rewound: true,
    workflow: {
      ...upTo('lowTraffic'),
      ...frozen,
      failure: failing('RunChecks', 'CheckFailed'),
      diagnosis: at('stop'),
      decision: decided('abort'),
    },
  },
  'a check failed after the cut-over': {
    outcome: 'failed',
    cutOver: 'done',
    rewound: true,
    workflow: { ...upTo('lowTraffic'), ...frozen, failure: failing('RunChecks', 'CheckFailed') },
  },
  'the cut-over itself failed': {
    outcome: 'failed',
    cutOver: 'begun',
    rewound: true,
    workflow: { ...upTo('objectsVerified'), ...frozen, failure: failing('OpenLowTraffic') },
  },
  'stopped by hand while it waited, after the rewind': {
    outcome: 'stopped',
    cutOver: 'none',
    rewound: true,
    workflow: {
      ...upTo('objectsRestored'),
      ...frozen,
      failure: failing('AwaitDecision', 'ExecutionStopped'),
      diagnosis: at('hold'),
    },
  },
  'aborted after the proof had failed': {
    outcome: 'aborted',
    cutOver: 'none',
    rewound: false,
    workflow: {
      ...upTo('objectPlan'),
      ...frozen,
      failure: failing('ProveReferences', 'DanglingReferences'),
      diagnosis: at('stop'),
      decision: decided('abort'),
    },
  },
  'the proof failed': {
    outcome: 'failed',
    cutOver: 'none',
    rewound: false,
    workflow: { ...upTo('objectPlan'), ...frozen, failure: failing('ProveReferences', 'DanglingReferences') },
  },
  'the freeze failed, and was undone': {
    outcome: 'failed',
    cutOver: 'none',
    rewound: false,
    workflow: { ...upTo(undefined), databaseRestore: undefined, failure: failing('FreezeWrites', 'FreezeFailed') },
  },
  'approval was refused': {
    outcome: 'refused',
    cutOver: 'none',
    rewound: false,
    workflow: {
      ...upTo(undefined),
      databaseRestore: undefined,
      failure: failing('RequestApproval', 'ApprovalRefused'),
    },
  },
};

const drilled = {
  freeze: undefined,
  objectsRestored: undefined,
  objectsVerified: undefined,
  lowTraffic: undefined,
  smokeJob: undefined,
  traffic: undefined,
  dataLoss: undefined,
  tornDown: { ...WORKFLOW.tornDown, leftovers: [] },
};
const DRILLS: Readonly<Record<string, Expected>> = {
  verified: { outcome: 'verified', cutOver: 'none', rewound: false, workflow: drilled },
  'a check failed': {
    outcome: 'failed',
    cutOver: 'none',
    rewound: false,
    workflow: { ...drilled, checks: undefined, failure: failing('RunChecks', 'CheckFailed') },
  },
  'the proof failed': {
    outcome: 'failed',
    cutOver: 'none',
    rewound: false,
    workflow: {
      ...drilled,
      proof: undefined,
      checks: undefined,
      failure: failing('ProveReferences', 'DanglingReferences'),
    },
  },
};

const ROLLED = {
  candidate: 1,
  attempt: 1,
  attempts: [{ attempt: 0, candidate: 0, failure: failing('ConfigureDatabase'), action: 'next' as const, reason: 'r' }],
};

function tell(mode: 'incident' | 'drill', scope: RestoreScope, rolled: boolean, { workflow }: Expected) {
  const plan = { ...PLAN, mode, scope, candidates: rolled ? [ASKED, NEWER] : [ASKED] };
  const candidate = plan.candidates.at(-1)!;
  const stays =
    scope === 'objects'
      ? { identifier: 'pegasus', recoveredToSource: 'live' as const }
      : { identifier: candidate.databaseIdentifier };
  const dependents =
    scope === 'objects' ? undefined : { outcome: 'compared' as const, differences: 1, detail: 'd', sealed: '' };
  const database = { ...WORKFLOW.database, recoveredTo: candidate.objectTime, ...stays, dependents };
  const objectPlan = scope === 'database' ? { ...WORKFLOW.objectPlan, copy: 0, mark: 0 } : WORKFLOW.objectPlan;
  const untouched = scope === 'database' ? { objectsRestored: undefined, objectsVerified: undefined } : {};
  const report = buildReport({
    ...FACTS,
    workflow: { ...WORKFLOW, database, objectPlan, ...(rolled && ROLLED), ...workflow, ...untouched, plan },
    checks: workflow.failure?.step === 'RunChecks' ? [] : CHECKS,
    dependents: [DEPENDENT],
  });
  const texts = [
    renderMarkdown(report),
    renderHtml(report),
    JSON.stringify(report),
    reportWords(report).whatNow.join('\n'),
  ];
  return { report, texts, whatNow: reportWords(report).whatNow.join('\n'), title: reportWords(report).title };
}

const SCOPES: readonly RestoreScope[] = ['both', 'database', 'objects'];
const CASES = [
  ...Object.entries(INCIDENTS).flatMap(([name, expected]) =>
    SCOPES.flatMap((scope) =>
      // Objects alone have one candidate; a run that has begun nothing has not rolled forward.
      (scope === 'objects' || expected.outcome === 'refused' || name.startsWith('the freeze')
        ? [false]
        : [false, true]
      ).map((rolled) => ({ name, mode: 'incident' as const, scope, rolled, expected })),
    ),
  ),
  ...Object.entries(DRILLS).map(([name, expected]) => ({
    name,
    mode: 'drill' as const,
    scope: 'both' as const,
    rolled: false,
    expected,
  })),
];

describe.each(CASES)('F87 $mode of $scope, rolled forward: $rolled: $name', ({ mode, scope, rolled, expected }) => {
  const { report, texts, whatNow, title } = tell(mode, scope, rolled, expected);
  const { outcome } = expected;
  const cutOver =
    scope === 'objects'
      ? 'none'
      : scope === 'database' && expected.rewound
        ? report.ending.cutOver === 'begun'
          ? 'begun'
          : expected.cutOver
        : expected.cutOver;
  const rewound = expected.rewound && scope !== 'database';
  const reached = ['verified', 'verified, not opened', 'accepted', 'opened, then failed'].includes(outcome);

  test('the ending is as it was', () => {
    expect(report.ending).toMatchObject({ outcome, cutOver });
    expect(report.ending.rewoundTo).toBe(rewound ? report.candidate!.time : null);
    expect(report.verdict).toBe(outcome === 'verified' ? 'verified' : 'failed');
  });

  test('the headline, the JSON and the summary say what was reached, and that it is not what was asked for', () => {
    const time = rolled ? NEWER.objectTime : ASKED.objectTime;
    expect([report.targetTime, report.reached]).toEqual([ASKED.objectTime, reached ? time : null]);
    if (!rolled) expect(title).toContain(`to ${ASKED.objectTime}`);
    else {
      const what = `snapshot before-the-release of ${time}`;
      expect(title).toContain(
        `asked for time ${ASKED.objectTime}, ${reached ? `reached ${what}` : `last tried ${what}, not reached`}`,
      );
    }
    expect(title.includes('although not verified')).toBe(outcome === 'accepted');
    if (outcome === 'verified') expect(report.summary).toContain(`back to ${time}${rolled ? ' (snapshot' : ':'}`);
  });

  test('a command that moves production is printed only where it is at a verified database', () => {
    const may = cutOver === 'done' && (outcome === 'verified' || outcome === 'verified, not opened');
    expect(texts.map((text) => /aws rds|db-proxy-targets/.test(text))).toEqual(texts.map(() => may));
  });

  test('a loss is spoken of only where something was lost', () => {
    const lost = cutOver !== 'none' || rewound;
    expect(report.dataLossWindow !== null).toBe(lost);
    expect(texts.map((text) => /data-loss\swindow|class="lost"/i.test(text))).toEqual([
      lost,
      lost,
      false,
      lost && outcome === 'verified',
    ]);
    if (!lost && report.database !== null) expect(texts[0]).toMatch(/[Nn]othing was lost|lost nothing/);
    if (lost && cutOver === 'none' && scope === 'both') expect(texts[0]).toContain('No row was lost');
  });

  test('what was not reached is no metric', () => {
    const names = restoreMetrics(report).map(([name]) => name);
    expect(names.includes('AchievedRecoveryPoint')).toBe(reached);
    expect(names.includes('RecoveryTime')).toBe(outcome === 'verified');
  });

  test('what is said of traffic, bucket and application is true, and the way back fits', () => {
    if (mode === 'drill') {
      expect(whatNow).toContain('production was not touched');
      expect(whatNow).not.toMatch(/Traffic is|frozen|back-to-the-old/);
      return;
    }
    expect(whatNow.includes('Nothing was written to the bucket')).toBe(!rewound);
    if (scope !== 'objects') {
      expect(whatNow.includes('There was no cut-over')).toBe(cutOver === 'none');
      expect(whatNow.includes('is **not verified**')).toBe(cutOver !== 'none' && !outcome.startsWith('verified'));
    }
    const open = ['verified', 'accepted', 'opened, then failed'].includes(outcome);
    expect(/Traffic is \*\*open\*\*/.test(whatNow)).toBe(open);
    if (open) expect(whatNow).not.toMatch(/frozen|start again/i);
    const changed = cutOver !== 'none' || rewound;
    const stuck = report.traffic?.mode === 'frozen' && outcome !== 'verified, not opened';
    expect(whatNow.includes('undo what was done before traffic opens')).toBe(stuck && changed);
    expect(whatNow.includes('this run has changed nothing in them')).toBe(stuck && !changed);
  });
});

describe('F87 what an earlier attempt has done is not forgotten', () => {
  const earlier = (step: StepName) => ({
    ...ROLLED,
    attempts: [{ ...ROLLED.attempts[0]!, failure: failing(step) }],
    ...upTo('freeze'),
    ...frozen,
    failure: failing('ConfigureDatabase', 'DatabaseDiffers'),
  });

  test.each([
    ['ProveReferences', 'none', null],
    ['RestoreObjects', 'none', ASKED.objectTime],
    ['OpenLowTraffic', 'begun', ASKED.objectTime],
    ['RunSmokeJob', 'done', ASKED.objectTime],
  ] as const)('it failed in %s: cut-over %s, bucket at %p', (step, cutOver, rewoundTo) => {
    const { report, whatNow } = tell('incident', 'both', true, { ...INCIDENTS.verified!, workflow: earlier(step) });
    const database = cutOver === 'none' ? null : ASKED.databaseIdentifier;
    expect(report.ending).toEqual({ outcome: 'failed', cutOver, database, rewoundTo });
    if (database !== null) expect(whatNow).toContain(`at ${database}, which is **not verified**`);
    if (rewoundTo !== null) expect(report.dataLossWindow?.from).toBe(rewoundTo);
    expect(whatNow.includes('Nothing was written to the bucket')).toBe(rewoundTo === null);
  });

  test('an earlier attempt of a drill has moved nothing', () => {
    const { report } = tell('drill', 'both', true, {
      ...DRILLS.verified!,
      workflow: { ...drilled, ...earlier('RunChecks') },
    });
    expect(report.ending).toMatchObject({ cutOver: 'none', rewoundTo: null });
  });
});

test('F87 a candidate from after the incident began lost nothing from before it, and says what it may hold', () => {
  const { report, whatNow } = tell('incident', 'both', true, INCIDENTS.verified!);
  expect(whatNow).not.toContain('it may hold what the incident has done');
  const later = { ...NEWER, recoveryPoint: { ...NEWER.recoveryPoint, time: '2026-11-23T04:06:00Z' } };
  const workflow = {
    ...WORKFLOW,
    ...ROLLED,
    plan: { ...PLAN, candidates: [ASKED, later] },
    database: { ...WORKFLOW.database, recoveredTo: '2026-11-23T04:05:59Z' },
  };
  const beyond = buildReport({ ...FACTS, workflow });
  expect([report.recoveryPointSeconds, beyond.recoveryPointSeconds]).toEqual([180, 0]);
  expect(reportWords(beyond).whatNow.join()).toContain('it may hold what the incident has done');
  expect(reportWords(beyond).dataLoss).toContain('after the incident began.');
});
