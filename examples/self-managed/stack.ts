import { Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Application, PegasusBackup, ProtectedDatabase } from '../../lib';

const ACCOUNT = '123456789012';
const REGION = 'eu-central-1';
const secretArn = (name: string): string => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}`;

/** How do I back up a Postgres on a server of our own, with pg_dump, together with its bucket? */
export class SelfManaged extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { env: { account: ACCOUNT, region: REGION }, ...props });
    const vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: [`${REGION}a`, `${REGION}b`],
      privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
    });

    const backup = new PegasusBackup(this, 'Backup', {
      database: ProtectedDatabase.selfManaged({
        databaseName: 'lectures',
        majorVersion: 17,
        credentials: Secret.fromSecretCompleteArn(this, 'Credentials', secretArn('lectures/database-AbCdEf')),
        vpc,
        // Admits the tasks and the handlers at 5432.
        server: SecurityGroup.fromSecurityGroupId(this, 'Server', 'sg-0123456789abcdef0'),
        // Where the application's own tasks run already.
        cluster: Cluster.fromClusterAttributes(this, 'Cluster', { clusterName: 'lectures', vpc }),
      }),
      bucket: Bucket.fromBucketName(this, 'Objects', 'lectures-objects'),
      application: Application.http({ baseUrl: 'https://lectures.example.com' }),
      vpc,
    });

    Validations.of(backup).acknowledge({
      id: 'pegasus-backup:imported-bucket',
      reason: 'versioned, 37 days of history, see its own stack',
    });
  }
}
