import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { SwitchDefinition } from './switch-definition';

export const denyWritesSwitch = (writer: IRole): SwitchDefinition => ({
  spec: ({ objectsArn }) => ({ kind: 'deny-writes', roleArn: writer.roleArn, objectsArn }),
  permissions: () => [
    {
      reason: 'attaches the inline policy that denies the writer its writes, and asks IAM whether it does',
      actions: ['iam:GetRolePolicy', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:SimulatePrincipalPolicy'],
      resources: [writer.roleArn],
    },
  ],
});
