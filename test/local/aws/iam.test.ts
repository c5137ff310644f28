import { IAMClient, ListRolesCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LocalRoles } from '../../../local/aws/iam';
import { serve } from './serve';

const roles = new LocalRoles();
let client: IAMClient;
let close: () => Promise<void>;
beforeAll(async () => {
  const served = await serve(roles);
  client = new IAMClient(served.client);
  close = served.close;
});
afterAll(() => close());

test('every role may make every call, except for those that are denied', async () => {
  roles.denied.add('s3:PutObject');
  const ActionNames = ['rds:RestoreDBInstanceToPointInTime', 's3:PutObject'];
  const asked = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: 'arn:aws:iam::000000000000:role/r',
    ActionNames,
  });
  const { EvaluationResults } = await client.send(asked);
  expect(EvaluationResults).toMatchObject([
    { EvalActionName: ActionNames[0], EvalDecision: 'allowed' },
    { EvalActionName: ActionNames[1], EvalDecision: 'explicitDeny' },
  ]);
});

test('what is not implemented answers 501', async () => {
  await expect(client.send(new ListRolesCommand({}))).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
});
