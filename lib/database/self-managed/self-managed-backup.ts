import { Duration, TimeZone } from 'aws-cdk-lib';
import { type IConnectable, type ISecurityGroup, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { EcsRunFargateTask } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { SAFE_BUCKET } from '../../evidence/evidence-bucket';
import { tellsTopic } from '../../notifications/topic';
import type { Retention } from '../../options/retention';
import { DatabaseTasks } from './database-tasks';
import type { SelfManagedSettings } from './self-managed-settings';

export interface SelfManagedBackupProps {
  readonly settings: SelfManagedSettings;
  readonly server: IConnectable;
  readonly retention: Retention;
  readonly accessLogs: IBucket;
  readonly notifications: ITopic;
}

/** The runbook's policy for a self-managed server: a dump every day, kept as long as the history of the objects. */
export class SelfManagedBackup extends Construct {
  readonly dumps: Bucket;
  readonly tasks: DatabaseTasks;
  readonly securityGroups: ISecurityGroup[];

  constructor(scope: Construct, id: string, props: SelfManagedBackupProps) {
    super(scope, id);
    const { settings, server, retention, accessLogs, notifications } = props;
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
    this.tell(notifications);
  }

  /** At once; the age of the newest dump would tell within a day, and also when no task was started at all. */
  private tell(notifications: ITopic): void {
    const { cluster, dump } = this.tasks;
    const rule = new Rule(this, 'DumpFailed', {
      description: 'A task that dumps the protected database failed',
      eventPattern: {
        source: ['aws.ecs'],
        detailType: ['ECS Task State Change'],
        detail: {
          clusterArn: [cluster.clusterArn],
          taskDefinitionArn: [dump.taskDefinitionArn],
          lastStatus: ['STOPPED'],
          $or: [{ stopCode: ['TaskFailedToStart'] }, { containers: { exitCode: [{ 'anything-but': [0] }] } }],
        },
      },
    });
    const message = 'DumpFailed: a dump of the protected database failed. What to do: docs/runbook.md#dumpfailed';
    rule.addTarget(tellsTopic(notifications, RuleTargetInput.fromText(message)));
  }

  private ownSecurityGroup({ vpc }: SelfManagedSettings, server: IConnectable): SecurityGroup {
    const group = new SecurityGroup(this, 'TaskSecurityGroup', {
      vpc,
      description: 'Tasks that dump and restore the database',
    });
    server.connections.allowDefaultPortFrom(group, 'dumps and restores of the backup');
    return group;
  }

  /** At night, before most snapshot schedules. */
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
