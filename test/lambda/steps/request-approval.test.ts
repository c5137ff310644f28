import { requestApproval } from '../../../lambda/steps/request-approval';
import { EXECUTION, PLAN, STEP } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';

test('the token lies in the evidence bucket, and the message says how to approve without holding it', async () => {
  const evidence = new MemoryEvidence();
  const messages: string[] = [];
  const notifications = { publish: async (subject: string, message: string) => void messages.push(subject, message) };
  await requestApproval({ plan: PLAN, execution: EXECUTION, taskToken: 'hush', ...STEP }, { evidence, notifications });
  expect(evidence.json('runs/run-1/approval.json')).toMatchObject({ taskToken: 'hush' });
  expect(messages.join('\n')).toMatch(
    /requested by "ada" .*decide --execution \S+run-1 --action approve.*start-execution --state-machine-arn \S+decisions/s,
  );
  expect(messages.join('\n')).not.toContain('hush');
});

test('the token of a retry replaces the one that no longer counts', async () => {
  const evidence = new MemoryEvidence();
  const notifications = { publish: async () => {} };
  for (const taskToken of ['first', 'second']) {
    await requestApproval({ plan: PLAN, execution: EXECUTION, taskToken, ...STEP }, { evidence, notifications });
  }
  expect(evidence.json('runs/run-1/approval.json')).toMatchObject({ taskToken: 'second' });
});
