import { Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Application, ObjectReference, PegasusBackup, ProtectedDatabase, Retention } from '../../lib';

const ACCOUNT = '123456789012';
const REGION = 'eu-central-1';
const secretArn = (name: string): string => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}`;

/** How do I back up a database and a bucket that were made elsewhere, in another stack or in none? */
export class ExistingInstanceAndBucket extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { env: { account: ACCOUNT, region: REGION }, ...props });

    const db = DatabaseInstance.fromDatabaseInstanceAttributes(this, 'Database', {
      instanceIdentifier: 'lectures',
      instanceEndpointAddress: `lectures.c0ffee.${REGION}.rds.amazonaws.com`,
      port: 5432,
      securityGroups: [SecurityGroup.fromSecurityGroupId(this, 'DatabaseGroup', 'sg-0123456789abcdef0')],
    });

    const backup = new PegasusBackup(this, 'Backup', {
      database: ProtectedDatabase.instance(db, {
        credentials: Secret.fromSecretCompleteArn(this, 'Credentials', secretArn('lectures/database-AbCdEf')),
      }),
      bucket: Bucket.fromBucketName(this, 'Objects', 'lectures-objects'),
      prefix: 'lectures/',
      references: [ObjectReference.column('lectures', 'audio_path'), ObjectReference.column('exports', 'storage_path')],
      retention: Retention.minimum(),
      application: Application.http({
        baseUrl: 'https://lectures.example.com',
        writeToken: Secret.fromSecretCompleteArn(this, 'WriteToken', secretArn('lectures/write-token-AbCdEf')),
      }),
      approvalRequired: true,
      vpc: Vpc.fromVpcAttributes(this, 'Vpc', {
        vpcId: 'vpc-0123456789abcdef0',
        availabilityZones: [`${REGION}a`, `${REGION}b`],
        privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
        privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
      }),
    });

    const onCall = Role.fromRoleName(this, 'OnCall', 'on-call');
    backup.grantStartRestore(onCall);
    backup.grantDecide(Role.fromRoleName(this, 'Lead', 'lead'));

    Validations.of(backup).acknowledge(
      { id: 'pegasus-backup:imported-database', reason: 'automated backups for 7 days, see its own stack' },
      { id: 'pegasus-backup:imported-bucket', reason: 'versioned, 14 days of history, see its own stack' },
    );
  }
}
