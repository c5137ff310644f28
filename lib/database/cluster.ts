import { BackupResource } from 'aws-cdk-lib/aws-backup';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  CfnDBCluster,
  CfnDBInstance,
  DatabaseCluster,
  DatabaseClusterFromSnapshot,
  type IDatabaseCluster,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { whyNotCluster } from '../../domain/database/restorable';
import type { CertificateAuthorities } from './certificate-authorities';
import { clusterPermissions } from './cluster-permissions';
import { protectCluster } from './cluster-protection';
import type { DatabaseDefinition } from './database-definition';
import { checkIdentifier } from './imported-identifier';
import { instanceClasses } from './instance-classes';
import { knownSource } from './known-source';
import { checkManagedPassword } from './managed-password';
import { exampleArn, roleArnsOf, said } from './rds-permissions';
import { insightsKeysOf, storageKeyOf } from './storage-keys';

export interface ProtectedClusterProps {
  /**
   * Secret with which checks and heartbeats connect, as RDS writes it (`username`, `password`, `host`, `port`,
   * `dbname`).
   *
   * @default - the secret that the cluster was made with; an imported cluster has none, so it must be given
   */
  readonly credentials?: ISecret;

  /**
   * Customer-managed key of the cluster's storage: a restored cluster is encrypted with the same.
   *
   * @default - the key of a cluster made in this app, else the AWS-managed key
   */
  readonly storageEncryptionKey?: IKey;

  /**
   * Customer-managed key of Performance Insights: a restored database has the same.
   *
   * @default - the key of a cluster made in this app, else the AWS-managed key
   */
  readonly performanceInsightsEncryptionKey?: IKey;

  /**
   * Whether it can be reached from outside its network. Once the source is gone, a manifest that says so is believed only
   * with this.
   *
   * @default - what a cluster of this app says, else false
   */
  readonly publiclyAccessible?: boolean;

  /**
   * Classes of instances that a restored database may have when RDS has no room for those of its source, in the order in
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

export function clusterDefinition(cluster: IDatabaseCluster, props: ProtectedClusterProps): DatabaseDefinition {
  const child = cluster.node.defaultChild;
  const resource = CfnDBCluster.isCfnDBCluster(child) ? child : undefined;
  const why = whyNotCluster({
    engine: cluster.engine?.engineType ?? resource?.engine,
    engineMode: resource?.engineMode,
    instanceClass: said(resource?.dbClusterInstanceClass),
    replicaOf: said(resource?.replicationSourceIdentifier),
    limitless: resource?.clusterScalabilityType === 'limitless',
  });
  if (why !== undefined) throw new Error(`The database ${cluster.node.path} ${why}.`);
  if (!resource) checkIdentifier(cluster, cluster.clusterIdentifier);
  const made = cluster instanceof DatabaseCluster || cluster instanceof DatabaseClusterFromSnapshot;
  const credentials = props.credentials ?? (made ? cluster.secret : undefined);
  if (!credentials) {
    throw new Error(
      `\`credentials\` of the database ${cluster.node.path} is missing and the cluster brings no secret of its own: give ProtectedDatabase.cluster(cluster, { credentials: secret }) the secret with host, port, username, password and dbname.`,
    );
  }
  if (!props.credentials) checkManagedPassword(resource, credentials);
  const source = {
    construct: cluster,
    identifier: cluster.clusterIdentifier,
    storageKeyArn: storageKeyOf(props.storageEncryptionKey, resource),
    insightsKeyArns: insightsKeysOf(props.performanceInsightsEncryptionKey, resource, ...membersOf(cluster)),
    featureRoleArns: roleArnsOf(resource),
    monitoringRoleArns: resource && monitoringRolesOf(cluster, resource),
  };
  return {
    kind: 'cluster',
    identifier: source.identifier,
    resourceId: resource?.attrDbClusterResourceId,
    credentials,
    construct: cluster,
    certificateAuthorities: props.certificateAuthorities,
    connections: cluster.connections,
    ownedByApp: resource !== undefined,
    storageKeyArn: source.storageKeyArn,
    insightsKeyArns: source.insightsKeyArns,
    known: knownSource(cluster, source.storageKeyArn, {
      subnetGroup: resource?.dbSubnetGroupName,
      publiclyAccessible: props.publiclyAccessible ?? hasPublicMember(cluster),
    }),
    protect: (retention) => resource && protectCluster(resource, retention),
    backupResource: BackupResource.fromRdsDatabaseCluster(cluster),
    permissions: clusterPermissions(source),
    alternativeInstanceClasses: instanceClasses(props.alternativeInstanceClasses),
    restoreActions: ['rds:RestoreDBClusterToPointInTime', 'rds:RestoreDBClusterFromSnapshot'],
    candidateArn: exampleArn(source, 'cluster'),
  };
}

/** Of the cluster itself, or of its instances. */
function monitoringRolesOf(cluster: IDatabaseCluster, resource: CfnDBCluster): string[] {
  return [...new Set([resource, ...membersOf(cluster)].flatMap(({ monitoringRoleArn }) => monitoringRoleArn ?? []))];
}

const membersOf = ({ node }: IDatabaseCluster): CfnDBInstance[] =>
  node.findAll().filter((one) => CfnDBInstance.isCfnDBInstance(one));

const hasPublicMember = (cluster: IDatabaseCluster): boolean =>
  membersOf(cluster).some(({ publiclyAccessible }) => publiclyAccessible === true);
