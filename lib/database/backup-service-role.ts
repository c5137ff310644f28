import { Validations } from 'aws-cdk-lib';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export interface BackupServiceRoleProps {
  readonly description: string;
  /** Name of the managed policy, as `service-role/AWSBackupServiceRolePolicyForBackup`. */
  readonly policy: string;
}

/** What AWS Backup acts as. Its managed policies follow the service; one of ours would fall behind in silence. */
export class BackupServiceRole extends Role {
  constructor(scope: Construct, id: string, { description, policy }: BackupServiceRoleProps) {
    super(scope, id, {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      description,
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(policy)],
    });
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`,
      reason: 'the policy that AWS Backup documents and keeps up to date for this',
    });
  }
}
