import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  Cluster,
  ContainerDependencyCondition,
  ContainerImage,
  ContainerInsights,
  FargateTaskDefinition,
  type ICluster,
  LogDrivers,
  Secret,
} from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { DUMPS_PREFIX } from '../../../domain/database/dump';
import { type Permission, permit, usesKey } from '../../handler/permission';
import { DOWNLOAD_SCRIPT } from './download-script';
import { DUMP_SCRIPT } from './dump-script';
import { warnOfTags } from './images';
import { RESTORE_SCRIPT } from './restore-script';
import type { SelfManagedSettings } from './self-managed-settings';
import { UPLOAD_SCRIPT } from './upload-script';

/** Where the containers of a task meet: the dump's named pipe, or the dump itself. */
const SHARE = '/pegasus-backup';
/** Names of containers, as the handlers override them. */
export const DOWNLOAD = 'download';
export const RESTORE = 'restore';

export interface DatabaseTasksProps {
  readonly settings: SelfManagedSettings;
  /** Where dumps are kept. */
  readonly dumps: IBucket;
}

interface ContainerOptions {
  readonly image: string;
  readonly script: string;
  readonly essential: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, Secret>>;
}

/**
 * The runbook's pg_dump and pg_restore as tasks on Fargate, from public images: one has the tools of Postgres, the
 * other the AWS CLI. The password is a secret of the container, in no command line.
 */
export class DatabaseTasks extends Construct {
  readonly cluster: ICluster;
  readonly dump: FargateTaskDefinition;
  readonly restore: FargateTaskDefinition;
  private readonly logs: ILogGroup;

  constructor(scope: Construct, id: string, { settings, dumps }: DatabaseTasksProps) {
    super(scope, id);
    this.cluster =
      settings.cluster ??
      new Cluster(this, 'Cluster', { vpc: settings.vpc, containerInsightsV2: ContainerInsights.ENABLED });
    this.logs = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const database = databaseSecrets(settings);
    const bucket = { BUCKET: dumps.bucketName, PREFIX: DUMPS_PREFIX };

    this.dump = this.task('Dump', settings, 'Dumps the database, daily', storesDumps(dumps));
    const { postgresImage, awsCliImage } = settings;
    warnOfTags(this, [postgresImage, awsCliImage]);
    const dump = { image: postgresImage, script: DUMP_SCRIPT, secrets: database, essential: true };
    this.container(this.dump, 'dump', dump);
    const environment = { ...bucket, NAME: settings.databaseName };
    this.container(this.dump, 'upload', {
      image: awsCliImage,
      script: UPLOAD_SCRIPT,
      environment,
      essential: false,
    });

    this.restore = this.task('Restore', settings, 'Restores a dump into a new database', readsDumps(dumps));
    const { parallelJobs } = settings;
    const download = { image: awsCliImage, script: DOWNLOAD_SCRIPT, environment: bucket, essential: false };
    const restore = {
      image: postgresImage,
      script: RESTORE_SCRIPT,
      secrets: database,
      environment: { JOBS: String(parallelJobs) },
      essential: true,
    };
    this.container(this.restore, RESTORE, restore).addContainerDependencies({
      container: this.container(this.restore, DOWNLOAD, download),
      condition: ContainerDependencyCondition.SUCCESS,
    });
  }

  private task(
    id: string,
    settings: SelfManagedSettings,
    description: string,
    permissions: readonly Permission[],
  ): FargateTaskDefinition {
    const taskRole = new Role(this, `${id}Role`, {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
      description,
    });
    permit(taskRole, permissions);
    const task = new FargateTaskDefinition(this, id, {
      taskRole,
      cpu: settings.cpu,
      memoryLimitMiB: settings.memory.toMebibytes(),
      ephemeralStorageGiB: settings.ephemeralStorage.toGibibytes(),
      volumes: [{ name: 'share' }],
    });
    Validations.of(task).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason: 'the variables are names and locations; secrets come from Secrets Manager',
    });
    return task;
  }

  private container(task: FargateTaskDefinition, name: string, options: ContainerOptions) {
    const container = task.addContainer(name, {
      image: ContainerImage.fromRegistry(options.image),
      entryPoint: ['bash', '-c'],
      command: [options.script],
      essential: options.essential,
      environment: { SHARE, ...options.environment },
      secrets: { ...options.secrets },
      logging: LogDrivers.awsLogs({ logGroup: this.logs, streamPrefix: name }),
    });
    container.addMountPoints({ containerPath: SHARE, sourceVolume: 'share', readOnly: false });
    return container;
  }
}

/** The secret as RDS writes it, a variable for each field that libpq knows. */
function databaseSecrets({ credentials }: SelfManagedSettings): Record<string, Secret> {
  const fields = {
    PGHOST: 'host',
    PGPORT: 'port',
    PGUSER: 'username',
    PGPASSWORD: 'password',
    PGDATABASE: 'dbname',
    PGSSLMODE: 'sslmode',
    SSLROOTCERT: 'sslrootcert',
  };
  return Object.fromEntries(
    Object.entries(fields).map(([variable, field]) => [variable, Secret.fromSecretsManager(credentials, field)]),
  );
}

const storesDumps = (bucket: IBucket): Permission[] => [
  {
    reason: 'stores the dump and its manifest, looks at what S3 holds of it, and aborts an upload that went wrong',
    actions: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'],
    resources: [bucket.arnForObjects(`${DUMPS_PREFIX}*`)],
  },
  {
    reason: 'asks whether the day has a dump already: none is ever overwritten',
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': `${DUMPS_PREFIX}*` } },
  },
  ...usesKey(bucket.encryptionKey, ['kms:GenerateDataKey', 'kms:Decrypt'], 'dumps are encrypted with this key'),
];

const readsDumps = (bucket: IBucket): Permission[] => [
  {
    reason: 'reads the very version of a dump that its manifest names',
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    resources: [bucket.arnForObjects(`${DUMPS_PREFIX}*`)],
  },
  ...usesKey(bucket.encryptionKey, ['kms:Decrypt'], 'dumps are encrypted with this key'),
];
