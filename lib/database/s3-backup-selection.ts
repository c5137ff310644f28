import { type BackupPlan, BackupResource, BackupSelection } from 'aws-cdk-lib/aws-backup';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { permit, usesKey } from '../handler/permission';
import { BackupServiceRole } from './backup-service-role';

export interface S3BackupSelectionProps {
  readonly plan: BackupPlan;
  readonly bucket: IBucket;
}

/**
 * The protected bucket as a second selection of the plan of the daily backups. Not continuous: point-in-time recovery
 * of the objects is their versions' task, and a continuous recovery point starts anew whenever its retention changes.
 */
export class S3BackupSelection extends Construct {
  constructor(scope: Construct, id: string, { plan, bucket }: S3BackupSelectionProps) {
    super(scope, id);
    const role = new BackupServiceRole(this, 'Role', {
      description: 'Takes the daily backup of the protected bucket',
      policy: 'AWSBackupServiceRolePolicyForS3Backup',
    });
    // Without it AWS Backup takes an empty backup and calls it successful.
    permit(role, usesKey(bucket.encryptionKey, ['kms:Decrypt', 'kms:DescribeKey'], 'objects are encrypted with it'));
    new BackupSelection(this, 'Selection', {
      backupPlan: plan,
      resources: [BackupResource.fromArn(bucket.bucketArn)],
      role,
      disableDefaultBackupPolicy: true,
    });
  }
}
