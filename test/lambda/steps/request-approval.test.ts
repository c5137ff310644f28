import { requestApproval } from '../../../lambda/steps/request-approval';
import { PLAN, STEP } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';

test('the token lies in the evidence bucket, and the message says how to use it without holding it', async () => {
  const evidence = new MemoryEvidence();
  const messages: string[] = [];
  const notifications = { publish: async (subject: string, message: string) => void messages.push(subject, message) };
  await requestApproval({ plan: PLAN, taskToken: 'hush', ...STEP }, { evidence, notifications });
  expect(evidence.json('runs/run-1/approval.json')).toMatchObject({ taskToken: 'hush' });
  expect(messages.join('\n')).toMatch(/ada wants to restore.*send-task-success.*send-task-failure/s);
  expect(messages.join('\n')).not.toContain('hush');
});

test('the token of a retry replaces the one that no longer counts', async () => {
  const evidence = new MemoryEvidence();
  const notifications = { publish: async () => {} };
  for (const taskToken of ['first', 'second']) {
    await requestApproval({ plan: PLAN, taskToken, ...STEP }, { evidence, notifications });
  }
  expect(evidence.json('runs/run-1/approval.json')).toMatchObject({ taskToken: 'second' });
});
