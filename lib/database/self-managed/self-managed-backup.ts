import { Duration, TimeZone } from 'aws-cdk-lib';
import { type IConnectable, type ISecurityGroup, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { EcsRunFargateTask } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { SAFE_BUCKET } from '../../evidence-bucket';
import type { Retention } from '../../retention';
import { DatabaseTasks } from './database-tasks';
import type { SelfManagedSettings } from './self-managed-settings';

export interface SelfManagedBackupProps {
  readonly settings: SelfManagedSettings;
  readonly server: IConnectable;
  readonly retention: Retention;
  readonly accessLogs: IBucket;
}

/** The runbook's policy for a server of one's own: a dump every day, kept as long as the objects' history reaches back. */
export class SelfManagedBackup extends Construct {
  readonly dumps: Bucket;
  readonly tasks: DatabaseTasks;
  readonly securityGroups: ISecurityGroup[];

  constructor(scope: Construct, id: string, { settings, server, retention, accessLogs }: SelfManagedBackupProps) {
    super(scope, id);
    this.dumps = new Bucket(this, 'Dumps', {
      ...SAFE_BUCKET,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'dumps/',
      lifecycleRules: [
        {
          expiration: retention.period,
          noncurrentVersionExpiration: Duration.days(7),
          // What a killed upload has left; a living one is done in a day.
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    this.tasks = new DatabaseTasks(this, 'Tasks', { settings, dumps: this.dumps });
    this.securityGroups = settings.securityGroups ?? [this.ownSecurityGroup(settings, server)];
    this.schedule(settings);
  }

  private ownSecurityGroup({ vpc }: SelfManagedSettings, server: IConnectable): SecurityGroup {
    const group = new SecurityGroup(this, 'TaskSecurityGroup', {
      vpc,
      description: 'Tasks that dump and restore the database',
    });
    server.connections.allowDefaultPortFrom(group, 'dumps and restores of the backup');
    return group;
  }

  /** Before the snapshots of others, when few are awake. */
  private schedule({ vpcSubnets }: SelfManagedSettings): void {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
      description: 'Starts the daily dump of the protected database',
    });
    const target = new EcsRunFargateTask(this.tasks.cluster, {
      taskDefinition: this.tasks.dump,
      vpcSubnets,
      securityGroups: this.securityGroups,
      role,
      retryAttempts: 3,
      maxEventAge: Duration.hours(6),
    });
    new Schedule(this, 'DailyDump', {
      description: 'Dumps the protected database',
      schedule: ScheduleExpression.cron({ hour: '2', minute: '30', timeZone: TimeZone.ETC_UTC }),
      target,
    });
  }
}
