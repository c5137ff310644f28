import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Application, DailyObjectCopies, DeploymentCheck, PegasusBackup, ProtectedDatabase } from '../../lib';

const ACCOUNT = '123456789012';
const REGION = 'eu-central-1';

/** What can I have for a bucket whose owner does not let it keep versions? */
export class BucketWithoutVersions extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { env: { account: ACCOUNT, region: REGION }, ...props });

    const db = DatabaseInstance.fromDatabaseInstanceAttributes(this, 'Database', {
      instanceIdentifier: 'lectures',
      instanceEndpointAddress: `lectures.c0ffee.${REGION}.rds.amazonaws.com`,
      port: 5432,
      securityGroups: [SecurityGroup.fromSecurityGroupId(this, 'DatabaseGroup', 'sg-0123456789abcdef0')],
    });
    const credentials = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:lectures/database-AbCdEf`;

    const copies = new Bucket(this, 'ObjectCopies', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
    });

    const backup = new PegasusBackup(this, 'Backup', {
      database: ProtectedDatabase.instance(db, {
        credentials: Secret.fromSecretCompleteArn(this, 'Credentials', credentials),
      }),
      bucket: Bucket.fromBucketName(this, 'Objects', 'lectures-objects'),
      application: Application.http({ baseUrl: 'https://lectures.example.com' }),
      // Every night s3://lectures-objects/pegasus/ goes to pegasus-2026-11-23/ and so on, for five weeks.
      dailyObjectCopies: DailyObjectCopies.to(copies, { keep: Duration.days(35), hour: 1 }),
      // The check at deployment would refuse a bucket without versions; the readiness alarm `ObjectHistory` stays.
      deploymentCheck: DeploymentCheck.warn(),
      vpc: Vpc.fromVpcAttributes(this, 'Vpc', {
        vpcId: 'vpc-0123456789abcdef0',
        availabilityZones: [`${REGION}a`, `${REGION}b`],
        privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
        privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
      }),
    });

    Validations.of(backup).acknowledge(
      { id: 'pegasus-backup:imported-database', reason: 'automated backups for 30 days, see its own stack' },
      { id: 'pegasus-backup:imported-bucket', reason: 'it cannot keep versions, so it has daily object copies' },
    );
  }
}
