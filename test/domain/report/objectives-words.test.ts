import { reportLinks } from '../../../domain/report/links';
import { against } from '../../../domain/report/objectives';
import { assuranceWords, attemptWords, objectiveWords } from '../../../domain/report/objectives-words';
import { buildReport } from '../../../domain/report/report';
import { FACTS, HELD } from './report-fixture';

const verified = buildReport(FACTS);
const held = buildReport(HELD);

test('each candidate that was tried is there, with the reason why it was left', () => {
  expect(held.attempts.map(({ point, failed }) => [point, failed?.error])).toEqual([
    ['time 2026-11-23T04:00:00Z', 'DanglingReferences'],
    ['snapshot before-the-release of 2026-11-23T04:02:00Z', 'CheckFailed'],
  ]);
  const [first, second] = attemptWords(held);
  expect(first).toMatch(
    /ProveReferences failed with DanglingReferences: .* Left \(next\): .*on to 2026-11-23T04:02:00Z/,
  );
  expect(second).toMatch(/Left \(stop\): grace decided `abort`/);
});

test('a run whose first attempt went well has nothing to say about attempts', () => {
  expect(verified.attempts).toHaveLength(1);
  expect(attemptWords(verified)).toEqual([]);
});

test('a run that was refused before anything was begun has made no attempt', () => {
  const { execution, plan } = FACTS.workflow;
  expect(buildReport({ ...FACTS, workflow: { execution, plan } }).attempts).toEqual([]);
});

test('who approved and who decided is named, and how the freeze was proved', () => {
  expect(assuranceWords(held)).toEqual([
    '**Approved** by grace, 2026-11-23T05:00:19Z.',
    '**Decision** of grace, 2026-11-23T05:16:59Z: `abort`. Reason: the lecture is worth more than the night.',
    '**Freeze, application:** the canary was refused with 503.',
    '**Freeze, database:** no transaction was writing.',
  ]);
});

test('a name is a label, and the report says where AWS knows the principal', () => {
  const decidedIn = 'arn:aws:states:eu-west-1:1:execution:decisions:d';
  const approval = { approvedBy: 'grace', approvedAt: '2026-11-23T05:00:19Z', reason: 'the exam', decidedIn };
  expect(assuranceWords({ ...held, approval, decision: { ...held.decision!, decidedIn } })).toEqual(
    expect.arrayContaining([
      '**Approved** by grace, 2026-11-23T05:00:19Z. Reason: the exam.',
      `**Who approved:** the name is a label; CloudTrail names the principal that started \`${decidedIn}\`.`,
      `**Who decided:** the name is a label; CloudTrail names the principal that started \`${decidedIn}\`.`,
    ]),
  );
});

test.each([
  [299, true],
  [300, true],
  [301, false],
  [null, null],
])('an objective of 300 s and %p achieved: met is %p', (achieved, met) => {
  expect(against(300, achieved)).toEqual({ objectiveSeconds: 300, achievedSeconds: achieved, met });
});

test('objectives are said beside what was achieved; none are made up', () => {
  expect(objectiveWords(verified)).toEqual([
    '**Recovery point:** 5 min 0 s, objective 4 min 0 s: **not met**.',
    '**Recovery time:** 17 min 30 s, objective 1 h 0 min 0 s: met.',
  ]);
  expect(objectiveWords(held)[1]).toBe('**Recovery time:** not known, objective 1 h 0 min 0 s: not measured.');
  expect(objectiveWords(buildReport({ ...FACTS, objectives: undefined }))).toEqual([]);
});

test('the links lead to the execution and to the evidence of the run', () => {
  expect(reportLinks(verified)).toEqual([
    {
      text: 'Execution',
      url: 'https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/arn:aws:states:eu-west-1:1:execution:restore:run-1',
    },
    {
      text: 'Evidence of the run',
      url: 'https://eu-west-1.console.aws.amazon.com/s3/buckets/evidence?region=eu-west-1&prefix=runs%2Frun-1%2F',
    },
  ]);
  const elsewhere = {
    ...verified,
    execution: { ...verified.execution, id: 'arn:aws-cn:states:cn-north-1:1:execution:r:1' },
  };
  expect(reportLinks(elsewhere)).toEqual([]);
});
