import { Stack } from 'aws-cdk-lib';
import { Connections, Port } from 'aws-cdk-lib/aws-ec2';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct, IConstruct } from 'constructs';
import type { SelfManagedEnvironment } from '../../../runtime/database/self-managed/self-managed-settings';
import { CertificateAuthorities } from '../certificate-authorities';
import type { DatabaseDefinition, DatabasePermissions, OwnBackupProps } from '../database-definition';
import { SelfManagedBackup } from './self-managed-backup';
import { selfManagedPermissions } from './self-managed-permissions';
import { type SelfManagedDatabaseProps, type SelfManagedSettings, selfManagedSettings } from './self-managed-settings';

/** What the handlers may and are told, is known when the tasks are made: first of all, in the backup that they belong to. */
export class SelfManagedDefinition implements DatabaseDefinition {
  readonly kind = 'self-managed';
  readonly needsNetwork = true;
  /** There is nothing that a deployment could look at: the server is asked by the readiness watch. */
  readonly ownedByApp = true;
  readonly certificateAuthorities = CertificateAuthorities.inSecret();
  readonly restoreActions = ['ecs:RunTask'];
  readonly connections: Connections;
  private readonly settings: SelfManagedSettings;
  private backup: SelfManagedBackup | undefined;

  constructor(props: SelfManagedDatabaseProps) {
    this.settings = selfManagedSettings(props);
    const { securityGroups = [], defaultPort = Port.tcp(5432) } = props.server?.connections ?? {};
    this.connections = new Connections({ securityGroups, defaultPort });
  }

  get identifier(): string {
    return this.settings.databaseName;
  }

  get credentials(): ISecret {
    return this.settings.credentials;
  }

  get construct(): IConstruct {
    return this.settings.credentials;
  }

  protect(): void {}

  makeBackup(scope: Construct, props: OwnBackupProps): void {
    const { settings, connections } = this;
    this.backup = new SelfManagedBackup(scope, 'SelfManaged', { settings, server: { connections }, ...props });
  }

  get permissions(): DatabasePermissions {
    return selfManagedPermissions(this.settings, this.made);
  }

  get candidateArn(): string {
    return this.made.tasks.restore.taskDefinitionArn;
  }

  get handlerSettings(): string {
    const { dumps, tasks, securityGroups } = this.made;
    const { vpc, vpcSubnets, credentials } = this.settings;
    const told: SelfManagedEnvironment = {
      secretArn: credentials.secretArn,
      dumps: dumps.bucketName,
      cluster: tasks.cluster.clusterName,
      restoreTask: tasks.restore.taskDefinitionArn,
      subnets: vpc.selectSubnets(vpcSubnets).subnetIds,
      securityGroups: securityGroups.map(({ securityGroupId }) => securityGroupId),
    };
    return Stack.of(tasks).toJsonString(told);
  }

  private get made(): SelfManagedBackup {
    if (this.backup) return this.backup;
    throw new Error(
      'A self-managed database belongs to one PegasusBackup, which makes its tasks: give it to that first.',
    );
  }
}
