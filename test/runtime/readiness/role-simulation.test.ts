import { IAMClient } from '@aws-sdk/client-iam';
import { parseRestoreCalls, simulate } from '../../../runtime/readiness/role-simulation';

const send = jest.spyOn(IAMClient.prototype, 'send');
const client = new IAMClient({ region: 'eu-west-1' });

const CALLS = {
  role: 'arn:aws:iam::123456789012:role/path/Restore',
  actions: ['rds:RestoreDBInstanceToPointInTime', 'rds:AddTagsToResource'],
  resource: 'arn:aws:rds:eu-west-1:123456789012:db:readiness',
  context: { 'aws:RequestTag/pegasus-backup:source': 'pegasus' },
};

test('IAM is asked with the condition keys of the call, page after page', async () => {
  send.mockImplementationOnce(async () => ({
    EvaluationResults: [{ EvalActionName: CALLS.actions[0], EvalDecision: 'allowed' }],
    IsTruncated: true,
    Marker: 'more',
  }));
  send.mockImplementationOnce(async () => ({
    EvaluationResults: [{ EvalActionName: CALLS.actions[1], EvalDecision: 'implicitDeny' }],
    IsTruncated: false,
  }));
  expect(await simulate(client, CALLS)).toEqual([
    { role: 'Restore', action: 'rds:RestoreDBInstanceToPointInTime', decision: 'allowed' },
    { role: 'Restore', action: 'rds:AddTagsToResource', decision: 'implicitDeny' },
  ]);
  expect(send.mock.calls[0]?.[0].input).toMatchObject({
    PolicySourceArn: CALLS.role,
    ActionNames: CALLS.actions,
    ResourceArns: [CALLS.resource],
    ContextEntries: [
      {
        ContextKeyName: 'aws:RequestTag/pegasus-backup:source',
        ContextKeyType: 'string',
        ContextKeyValues: ['pegasus'],
      },
    ],
  });
});

test('an action of which IAM says nothing is not taken for allowed', async () => {
  send.mockImplementationOnce(async () => ({
    EvaluationResults: [{ EvalActionName: CALLS.actions[0], EvalDecision: 'allowed' }],
    IsTruncated: false,
  }));
  await expect(simulate(client, CALLS)).rejects.toThrow(
    'IAM has not decided whether Restore may rds:AddTagsToResource.',
  );
});

test('calls are read from the environment, and not guessed', () => {
  expect(parseRestoreCalls(JSON.stringify([CALLS]))).toEqual([CALLS]);
  expect(() => parseRestoreCalls('[{"role": "r", "actions": [], "resource": "x"}]')).toThrow('actions');
});
