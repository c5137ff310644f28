import { IAMClient, LimitExceededException, NoSuchEntityException } from '@aws-sdk/client-iam';
import { expect, test } from '@jest/globals';
import { DenyWritesSwitch } from '../../../../runtime/traffic/switches/deny-writes';
import { switchOf } from '../../../../runtime/traffic/switches/switch';
import { recorder } from './recorder';

const policyArn = 'arn:aws:iam::1:policy/freeze';

function role(decision: () => string, refusal?: Error) {
  const attached = new Set(['arn:aws:iam::1:policy/of-the-application']);
  const client = recorder({
    ListAttachedRolePolicies: () => ({ AttachedPolicies: [...attached].map((PolicyArn) => ({ PolicyArn })) }),
    AttachRolePolicy: ({ PolicyArn }) => {
      if (refusal) throw refusal;
      attached.add(String(PolicyArn));
    },
    DetachRolePolicy: ({ PolicyArn }) => {
      if (!attached.delete(String(PolicyArn))) throw new NoSuchEntityException({ message: 'none', $metadata: {} });
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
    policyArn,
  } as const;
  return { client, one: switchOf(new DenyWritesSwitch(spec, iam)) };
}

test('F116 the prepared policy is attached while frozen and detached afterwards; no policy is written', async () => {
  const { one, client } = role(() => 'explicitDeny');
  for (const mode of ['frozen', 'frozen', 'low-traffic', 'open'] as const)
    await one.set(one.stateIn(mode, { denied: false }));
  const input = { RoleName: 'api', PolicyArn: policyArn };
  const changes = client.writes().filter(({ command }) => !command.startsWith('List'));
  expect(changes).toEqual([
    { command: 'AttachRolePolicy', input },
    { command: 'DetachRolePolicy', input },
  ]);
});

test('a role without room for one more policy is named, with what to do', async () => {
  const message = 'Cannot exceed quota for PoliciesPerRole: 10';
  const { one } = role(() => 'allowed', new LimitExceededException({ message, $metadata: {} }));
  await expect(one.set({ denied: true })).rejects.toMatchObject({
    name: 'FreezeFailed',
    message: expect.stringMatching(/^writes of api cannot be denied: .*PoliciesPerRole: 10.* Detach one, or raise/),
  });
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
