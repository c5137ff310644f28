import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { SwitchDefinition } from './switch-definition';

export const denyWritesSwitch = (writer: IRole): SwitchDefinition => ({
  spec: ({ objectsArn }) => ({ kind: 'deny-writes', roleArn: writer.roleArn, objectsArn }),
  reads: () => [
    {
      reason: 'reads whether the inline policy is attached that denies the writer its writes',
      actions: ['iam:GetRolePolicy'],
      resources: [writer.roleArn],
    },
  ],
  changes: () => [
    {
      reason: 'attaches the inline policy that denies the writer its writes, and asks IAM whether it does',
      actions: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:SimulatePrincipalPolicy'],
      resources: [writer.roleArn],
    },
  ],
});
