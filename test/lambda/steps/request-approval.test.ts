import { requestApproval } from '../../../lambda/steps/request-approval';
import { EXECUTION, PLAN, STEP } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';

test('F117 the message says how to approve, and the token is in neither message nor evidence', async () => {
  const evidence = new MemoryEvidence();
  const messages: string[] = [];
  const notifications = { publish: async (subject: string, message: string) => void messages.push(subject, message) };
  const given = { plan: PLAN, execution: EXECUTION, taskToken: 'hush', ...STEP };
  await requestApproval(given, { evidence, notifications });
  expect(messages.join('\n')).toMatch(
    /requested by "ada" .*decide --execution \S+run-1 --action approve.*start-execution --state-machine-arn \S+decisions/s,
  );
  expect(evidence.json('runs/run-1/approval.json')).toEqual({ requestedAt: STEP.step.enteredAt });
  expect(messages.join('\n')).not.toContain('hush');
});

test('who approves reads which functions of their own the run invokes, and when', async () => {
  const messages: string[] = [];
  const world = {
    evidence: new MemoryEvidence(),
    notifications: { publish: async (_: string, message: string) => void messages.push(message) },
  };
  const hook = { name: 'EmptyQueue', when: 'after-freeze' as const, functionArn: 'arn' };
  await requestApproval({ plan: { ...PLAN, hooks: [hook] }, execution: EXECUTION, ...STEP }, world);
  await requestApproval({ plan: PLAN, execution: EXECUTION, ...STEP }, world);
  expect(messages[0]).toContain('Functions of your own that this run invokes: EmptyQueue after the freeze.');
  expect(messages[1]).not.toContain('Functions of your own');
});

test('F51 who approves reads what will be thawed, and what that takes', async () => {
  const messages: string[] = [];
  const publish = async (_: string, message: string) => void messages.push(message);
  const thaw = { outcome: 'planned', objects: 2, bytes: 9, says: '2 objects (9 bytes): 2 in GLACIER' } as const;
  const world = { evidence: new MemoryEvidence(), notifications: { publish } };
  await requestApproval({ plan: PLAN, execution: EXECUTION, thaw, ...STEP }, world);
  await requestApproval({ plan: PLAN, execution: EXECUTION, ...STEP }, world);
  expect(messages[0]).toContain('Thawed first: 2 objects (9 bytes): 2 in GLACIER.');
  expect(messages[1]).not.toContain('Thawed');
});
