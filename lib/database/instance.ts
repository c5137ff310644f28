import { BackupResource } from 'aws-cdk-lib/aws-backup';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  CfnDBInstance,
  DatabaseInstance,
  DatabaseInstanceFromSnapshot,
  type IDatabaseInstance,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { whyNotInstance } from '../../domain/database/restorable';
import type { CertificateAuthorities } from './certificate-authorities';
import type { DatabaseDefinition } from './database-definition';
import { checkIdentifier } from './imported-identifier';
import { instanceClasses } from './instance-classes';
import { instancePermissions, setsPasswordOfTests } from './instance-permissions';
import { protectInstance } from './instance-protection';
import { knownSource } from './known-source';
import { checkManagedPassword } from './managed-password';
import { exampleArn, roleArnsOf, said } from './rds-permissions';
import { insightsKeysOf, storageKeyOf } from './storage-keys';

export interface ProtectedInstanceProps {
  /**
   * Secret with which checks and heartbeats connect, as RDS writes it (`username`, `password`, `host`, `port`,
   * `dbname`).
   *
   * @default - the secret that the instance was made with; an imported instance has none, so it must be given
   */
  readonly credentials?: ISecret;

  /**
   * Customer-managed key of the instance's storage: a restored instance is encrypted with the same.
   *
   * @default - the key of an instance made in this app, else the AWS-managed key
   */
  readonly storageEncryptionKey?: IKey;

  /**
   * Customer-managed key of Performance Insights: a restored database has the same.
   *
   * @default - the key of an instance made in this app, else the AWS-managed key
   */
  readonly performanceInsightsEncryptionKey?: IKey;

  /**
   * Whether it can be reached from outside its network. Once the source is gone, a manifest that says so is believed only
   * with this.
   *
   * @default - what an instance of this app says, else false
   */
  readonly publiclyAccessible?: boolean;

  /**
   * Classes of instances that a restored database may have when RDS has no room for that of its source, in the order in
   * which they are wanted; at most 3. Every zone of the subnet group is tried with each. The report says which it became.
   * Nothing changes it back: once there is room, that is a modification by hand.
   *
   * @default - none: a restore that finds no room in any zone is held
   */
  readonly alternativeInstanceClasses?: string[];

  /**
   * Who vouches for the server of the database, whatever this version brings: for a Region that it knows none of.
   *
   * @default - `sslrootcert` of the credentials, else the authorities of RDS that this version brings
   */
  readonly certificateAuthorities?: CertificateAuthorities;
}

export function instanceDefinition(instance: IDatabaseInstance, props: ProtectedInstanceProps): DatabaseDefinition {
  const child = instance.node.defaultChild;
  const resource = CfnDBInstance.isCfnDBInstance(child) ? child : undefined;
  const why = whyNotInstance({
    engine: instance.engine?.engineType ?? resource?.engine,
    cluster: said(resource?.dbClusterIdentifier),
    replicaOf: said(resource?.sourceDbInstanceIdentifier ?? resource?.sourceDbClusterIdentifier),
  });
  if (why !== undefined) throw new Error(`The database ${instance.node.path} ${why}.`);
  if (!resource) checkIdentifier(instance, instance.instanceIdentifier);
  const made = instance instanceof DatabaseInstance || instance instanceof DatabaseInstanceFromSnapshot;
  const credentials = props.credentials ?? (made ? instance.secret : undefined);
  if (!credentials) {
    throw new Error(
      `\`credentials\` of the database ${instance.node.path} is missing and the instance brings no secret of its own: give ProtectedDatabase.instance(db, { credentials: secret }) the secret with host, port, username, password and dbname.`,
    );
  }
  if (!props.credentials) checkManagedPassword(resource, credentials);
  const source = {
    construct: instance,
    identifier: instance.instanceIdentifier,
    storageKeyArn: storageKeyOf(props.storageEncryptionKey, resource),
    insightsKeyArns: insightsKeysOf(props.performanceInsightsEncryptionKey, resource),
    featureRoleArns: roleArnsOf(resource),
    monitoringRoleArns: resource && [resource.monitoringRoleArn ?? []].flat(),
  };
  return {
    kind: 'instance',
    identifier: source.identifier,
    resourceId: instance.instanceResourceId,
    credentials,
    construct: instance,
    certificateAuthorities: props.certificateAuthorities,
    connections: instance.connections,
    ownedByApp: resource !== undefined,
    instanceResource: resource,
    storageKeyArn: source.storageKeyArn,
    insightsKeyArns: source.insightsKeyArns,
    known: knownSource(instance, source.storageKeyArn, {
      subnetGroup: resource?.dbSubnetGroupName,
      publiclyAccessible: props.publiclyAccessible ?? resource?.publiclyAccessible === true,
    }),
    protect: (retention) => resource && protectInstance(resource, retention),
    backupResource: BackupResource.fromRdsDatabaseInstance(instance),
    restoreTest: {
      resourceType: 'RDS',
      resourceArn: instance.instanceArn,
      subnetGroupName: resource?.dbSubnetGroupName,
      permissions: setsPasswordOfTests(source),
    },
    permissions: instancePermissions(source),
    alternativeInstanceClasses: instanceClasses(props.alternativeInstanceClasses),
    restoreActions: ['rds:RestoreDBInstanceToPointInTime', 'rds:RestoreDBInstanceFromDBSnapshot'],
    candidateArn: exampleArn(source, 'db'),
  };
}
