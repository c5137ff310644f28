import { CfnResource, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  Connections,
  InstanceType,
  type ISecurityGroup,
  type IVpc,
  SecurityGroup,
  SubnetType,
} from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  Credentials,
  DatabaseCluster,
  DatabaseInstance,
  DatabaseInstanceEngine,
  DatabaseSecret,
  PostgresEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { ProtectedDatabase } from '../database/protected-database';
import type { ExistingDatabase, NewDatabase } from './settings';

/** Encrypted, in isolated subnets, kept with its credentials when the stack goes. The backup policy comes from PegasusBackup. */
export function newDatabase(
  scope: Construct,
  vpc: IVpc,
  settings: NewDatabase = {},
  deletionProtection?: boolean,
): ProtectedDatabase {
  const credentials = new DatabaseSecret(scope, 'Credentials', { username: 'pegasus' });
  credentials.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  const instance = new DatabaseInstance(scope, 'Database', {
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
    instanceType: new InstanceType(settings.instanceType ?? 't4g.micro'),
    multiAz: settings.multiAz ?? false,
    allocatedStorage: settings.allocatedStorage ?? 20,
    databaseName: 'pegasus',
    credentials: Credentials.fromSecret(credentials),
    storageEncrypted: true,
    iamAuthentication: true,
    cloudwatchLogsExports: ['postgresql', 'upgrade'],
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    deletionProtection,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  keepNetwork(instance, vpc);
  explain(instance, credentials, settings, deletionProtection);
  const { alternativeInstanceClasses, certificateAuthorities } = settings;
  return ProtectedDatabase.instance(instance, { alternativeInstanceClasses, certificateAuthorities });
}

/** What a kept database stands in cannot be deleted, and would stop the deletion of the stack. */
function keepNetwork(instance: DatabaseInstance, vpc: IVpc): void {
  const { securityGroups } = instance.connections;
  for (const { node } of [vpc, ...vpc.isolatedSubnets, ...securityGroups, instance.node.findChild('SubnetGroup')]) {
    const resource = node.defaultChild;
    if (CfnResource.isCfnResource(resource)) resource.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }
}

/** To cdk-nag, why these are right here. */
function explain(
  instance: DatabaseInstance,
  credentials: DatabaseSecret,
  settings: NewDatabase,
  deletionProtection?: boolean,
): void {
  Validations.of(credentials).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'a restored database has the password of its target time: who rotates it must be able to reset it on the candidate',
  });
  Validations.of(instance).acknowledge({
    id: 'AwsSolutions-RDS11',
    reason: 'another port hides nothing: the instance is in isolated subnets and admits the handlers only',
  });
  if (!deletionProtection) {
    Validations.of(instance).acknowledge({
      id: 'AwsSolutions-RDS10',
      reason:
        'a first deployment that fails has to be cleaned up; `terminationProtection` of the stack sets it after that',
    });
  }
  if (!settings.multiAz) {
    Validations.of(instance).acknowledge({ id: 'AwsSolutions-RDS3', reason: 'this environment is to be cheap' });
  }
}

/** Nothing in the template speaks to the database: handlers ask RDS where it is. */
export function existingDatabase(scope: Construct, settings: ExistingDatabase, network?: IVpc): ProtectedDatabase {
  const { instanceIdentifier, clusterIdentifier } = settings;
  const port = 5432;
  const securityGroups = (settings.securityGroupIds ?? []).map((id) =>
    SecurityGroup.fromSecurityGroupId(scope, `DatabaseSecurityGroup-${id}`, id),
  );
  const props = {
    credentials: Secret.fromSecretCompleteArn(scope, 'Credentials', settings.credentialsSecretArn),
    performanceInsightsEncryptionKey: settings.performanceInsightsKeyArn
      ? Key.fromKeyArn(scope, 'InsightsKey', settings.performanceInsightsKeyArn)
      : undefined,
    storageEncryptionKey: settings.storageKeyArn
      ? Key.fromKeyArn(scope, 'DatabaseKey', settings.storageKeyArn)
      : undefined,
  };
  const { alternativeInstanceClasses, certificateAuthorities } = settings;
  if (settings.databaseName !== undefined && (instanceIdentifier ?? clusterIdentifier) === undefined) {
    return selfManagedDatabase(settings.databaseName, settings, { ...props, securityGroups, network });
  }
  if (instanceIdentifier !== undefined && clusterIdentifier === undefined) {
    const instanceEndpointAddress = `${instanceIdentifier}.invalid`;
    const given = { instanceIdentifier, instanceEndpointAddress, port, securityGroups };
    return ProtectedDatabase.instance(DatabaseInstance.fromDatabaseInstanceAttributes(scope, 'Database', given), {
      ...props,
      alternativeInstanceClasses,
      certificateAuthorities,
    });
  }
  if (clusterIdentifier !== undefined && instanceIdentifier === undefined) {
    const given = { clusterIdentifier, port, securityGroups };
    return ProtectedDatabase.cluster(DatabaseCluster.fromDatabaseClusterAttributes(scope, 'Database', given), {
      ...props,
      alternativeInstanceClasses,
      certificateAuthorities,
    });
  }
  throw new Error(
    `\`existingDatabase\` names ${instanceIdentifier === undefined ? 'neither an instance nor a cluster' : 'an instance and a cluster'}: give either \`instanceIdentifier\` or \`clusterIdentifier\`.`,
  );
}

/** A self-managed server, reached from an existing network. */
function selfManagedDatabase(
  databaseName: string,
  { majorVersion, certificateAuthorities }: ExistingDatabase,
  given: { readonly credentials: ISecret; readonly securityGroups: ISecurityGroup[]; readonly network?: IVpc },
): ProtectedDatabase {
  const { credentials, securityGroups, network: vpc } = given;
  if (majorVersion === undefined || vpc === undefined) {
    throw new Error(
      `\`existingDatabase\` is self-managed ('${databaseName}'), and ${majorVersion === undefined ? '`majorVersion`' : '`existingNetwork`'} is missing: dumps are made by pg_dump of that version, by tasks in that network.`,
    );
  }
  if (certificateAuthorities?._file) {
    throw new Error(
      `\`existingDatabase\` is self-managed ('${databaseName}'), and \`certificateAuthorities\` is a file: its tasks and handlers take the authorities that the secret has as \`sslrootcert\`. Put them there.`,
    );
  }
  const server = { connections: new Connections({ securityGroups }) };
  return ProtectedDatabase.selfManaged({ databaseName, majorVersion, credentials, vpc, server });
}
