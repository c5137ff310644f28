import type { RestorePlan, Workflow } from '../../../domain/workflow/workflow';
import { PLAN_VERSION } from '../../../runtime/evidence/stored-plan';
import { findWaiting } from '../../../runtime/execution/waiting-run';
import { EXECUTION, PLAN } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../evidence/memory-evidence';

const { id } = EXECUTION;

/** A restore waits for approval; `plan.json` of its folder names this execution. */
async function find(run: string, execution: string = id, plan: RestorePlan = PLAN) {
  const evidence = new MemoryEvidence();
  await evidence.putJson('runs/run-1/plan.json', {
    version: PLAN_VERSION,
    plan,
    execution: { ...EXECUTION, id: execution },
  });
  const workflow: Partial<Workflow> = { plan };
  const asked: string[] = [];
  const executions = {
    lastEntered: async (arn: string) => {
      asked.push(arn);
      return { step: 'RequestApproval' as const, workflow };
    },
    describe: async () => ({ status: 'RUNNING' as const }) as never,
  };
  const found = await findWaiting(run, { evidence, executions }).catch((error: Error) => error);
  return { found, asked };
}

test.each(['run-1', id])('%s is the run', async (run) => {
  expect((await find(run)).found).toMatchObject({ execution: id, step: 'RequestApproval' });
});

test.each([
  ['another account', id.replace(/:(\d+):execution/, ':9$1:execution')],
  ['another region', id.replace(/states:[^:]+:/, 'states:us-gov-west-1:')],
  ['another state machine', id.replace(/:execution:[^:]+:/, ':execution:another:')],
  ['an ARN without its beginning', id.slice('arn:'.length)],
  ['an ARN in capitals', id.toUpperCase()],
  ['another name in front of it', 'x:run-1'],
  ['letters that look alike', 'run-\uff11'],
  ['a letter that takes no room', 'run-\u200b1'],
  ['another case', 'Run-1'],
  ['a path', '../runs/run-1'],
  ['a percent encoding', 'run%2D1'],
  ['a long name', 'run-1'.repeat(300)],
])('F117 %s is not the run, and nothing that waits is asked', async (_what, run) => {
  expect(run).not.toBe(id);
  const { found, asked } = await find(run);
  expect(found).toMatchObject({ name: 'DecisionRefused' });
  expect(asked).toEqual([]);
});

test('F112 F117 a plan that names the restore of other stores decides nothing there', async () => {
  const others = id.replace(/:execution:[^:]+:/, ':execution:of-another-pair:');
  const { found } = await find('run-1', others, { ...PLAN, evidence: { ...PLAN.evidence, bucket: 'another-pair' } });
  expect(found).toMatchObject({ name: 'DecisionRefused', message: expect.stringContaining('none of these stores') });
});
