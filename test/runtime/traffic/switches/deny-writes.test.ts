import { IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import { expect, test } from '@jest/globals';
import { DenyWritesSwitch } from '../../../../runtime/traffic/switches/deny-writes';
import { switchOf } from '../../../../runtime/traffic/switches/switch';
import { recorder } from './recorder';

function role(decision: () => string) {
  let document: string | undefined;
  const missing = () => new NoSuchEntityException({ message: 'none', $metadata: {} });
  const client = recorder({
    GetRolePolicy: () => {
      if (document === undefined) throw missing();
      return { PolicyDocument: encodeURIComponent(document) };
    },
    PutRolePolicy: (input) => {
      document = String(input.PolicyDocument);
    },
    DeleteRolePolicy: () => {
      if (document === undefined) throw missing();
      document = undefined;
    },
    SimulatePrincipalPolicy: ({ ActionNames }) => ({
      EvaluationResults: (ActionNames as string[]).map((EvalActionName) => ({
        EvalActionName,
        EvalDecision: decision(),
      })),
    }),
  });
  // Paging asks for a real client.
  const iam = Object.assign(new IAMClient({ region: 'eu-west-1' }), { send: client.send });
  const spec = {
    kind: 'deny-writes',
    roleArn: 'arn:aws:iam::1:role/service/api',
    objectsArn: 'arn:aws:s3:::bucket/pegasus/*',
  } as const;
  return { client, one: switchOf(new DenyWritesSwitch(spec, iam)) };
}

test('every write to the protected keys is denied while frozen, and nothing is left of it afterwards', async () => {
  const { one, client } = role(() => 'explicitDeny');
  for (const mode of ['frozen', 'frozen', 'low-traffic', 'open'] as const)
    await one.set(one.stateIn(mode, { denied: false }));
  const policy = { RoleName: 'api', PolicyName: 'pegasus-backup-freeze' };
  expect(client.writes()).toEqual([
    { command: 'PutRolePolicy', input: { ...policy, PolicyDocument: expect.any(String) } },
    { command: 'DeleteRolePolicy', input: policy },
  ]);
  expect(JSON.parse(String(client.writes()[0]!.input.PolicyDocument)).Statement).toEqual([
    {
      Sid: 'Frozen',
      Effect: 'Deny',
      Action: ['s3:PutObject*', 's3:DeleteObject*', 's3:RestoreObject', 's3:AbortMultipartUpload'],
      Resource: 'arn:aws:s3:::bucket/pegasus/*',
    },
  ]);
});

test('F15 the canary of the bucket: IAM itself must say that the role is refused', async () => {
  let decision = 'allowed';
  const { one } = role(() => decision);
  await one.set({ denied: true });
  expect(await one.awaits({ denied: true })).toBe(
    'IAM says of writes of api: s3:PutObject allowed, s3:DeleteObject allowed',
  );
  decision = 'explicitDeny';
  expect(await one.awaits({ denied: true })).toBeUndefined();
});

test('a policy that is still there is still waited for', async () => {
  const { one } = role(() => 'explicitDeny');
  await one.set({ denied: true });
  expect(await one.awaits({ denied: false })).toBe('writes of api are still denied');
});
