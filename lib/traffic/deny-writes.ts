import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { SwitchDefinition } from './switch-definition';

export const denyWritesSwitch = (writer: IRole): SwitchDefinition => ({
  spec: ({ objectsArn, freezePolicyArn }) => ({
    kind: 'deny-writes',
    roleArn: writer.roleArn,
    objectsArn,
    policyArn: freezePolicyArn(),
  }),
  reads: () => [
    {
      reason: 'reads whether the policy is attached that denies the writer its writes',
      actions: ['iam:ListAttachedRolePolicies'],
      resources: [writer.roleArn],
    },
  ],
  changes: ({ freezePolicyArn }) => [
    {
      reason: 'attaches the policy that denies the writer its writes, and detaches it: this one, and no other',
      actions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
      resources: [writer.roleArn],
      conditions: { ArnEquals: { 'iam:PolicyARN': freezePolicyArn() } },
    },
    {
      reason: 'asks IAM whether the writer is denied its writes',
      actions: ['iam:SimulatePrincipalPolicy'],
      resources: [writer.roleArn],
    },
  ],
});
