import { RemovalPolicy } from 'aws-cdk-lib';
import { InstanceType, type IVpc, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Credentials, DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { ProtectedDatabase } from '../protected-database';
import type { ExistingDatabase, NewDatabase } from './settings';

/** Port and storage policy aside, what `PegasusBackup` does not set by itself. */
export function newDatabase(scope: Construct, vpc: IVpc, settings: NewDatabase = {}): ProtectedDatabase {
  const instance = new DatabaseInstance(scope, 'Database', {
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
    instanceType: new InstanceType(settings.instanceType ?? 't4g.micro'),
    multiAz: settings.multiAz ?? false,
    allocatedStorage: settings.allocatedStorage ?? 20,
    databaseName: 'pegasus',
    credentials: Credentials.fromGeneratedSecret('pegasus'),
    storageEncrypted: true,
    iamAuthentication: true,
    cloudwatchLogsExports: ['postgresql', 'upgrade'],
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  return ProtectedDatabase.instance(instance);
}

export function existingDatabase(scope: Construct, settings: ExistingDatabase): ProtectedDatabase {
  const instance = DatabaseInstance.fromDatabaseInstanceAttributes(scope, 'Database', {
    instanceIdentifier: settings.instanceIdentifier,
    // Nothing in the template speaks to the database: handlers ask RDS where it is.
    instanceEndpointAddress: `${settings.instanceIdentifier}.invalid`,
    port: 5432,
    securityGroups: (settings.securityGroupIds ?? []).map((id) =>
      SecurityGroup.fromSecurityGroupId(scope, `DatabaseSecurityGroup-${id}`, id),
    ),
  });
  return ProtectedDatabase.instance(instance, {
    credentials: Secret.fromSecretCompleteArn(scope, 'Credentials', settings.credentialsSecretArn),
    storageEncryptionKey: settings.storageKeyArn
      ? Key.fromKeyArn(scope, 'DatabaseKey', settings.storageKeyArn)
      : undefined,
  });
}
