import { readFileSync } from 'node:fs';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PermissionsBoundary, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import {
  Application,
  type IPegasusBackup,
  PegasusBackup,
  ProtectedDatabase,
  ReadinessMetric,
  Replication,
  Retention,
} from '../../lib';
import { fixture } from './fixture';

describe('the database', () => {
  test('keeps 30 days of point-in-time recovery, and its backups survive it', () => {
    fixture().template().hasResourceProperties('AWS::RDS::DBInstance', {
      BackupRetentionPeriod: 30,
      // A first deployment that fails is cleaned up.
      DeletionProtection: Match.absent(),
      DeleteAutomatedBackups: false,
      CopyTagsToSnapshot: true,
    });
  });

  test('keeps 7 days when that is chosen', () => {
    fixture({ backup: { retention: Retention.minimum() } })
      .template()
      .hasResourceProperties('AWS::RDS::DBInstance', { BackupRetentionPeriod: 7 });
  });

  test('gets a snapshot every day that lives as long, in a vault that is locked and stays', () => {
    const template = fixture().template();
    template.hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: {
        BackupPlanRule: [
          Match.objectLike({
            ScheduleExpression: 'cron(0 3 * * ? *)',
            Lifecycle: { DeleteAfterDays: 30 },
            EnableContinuousBackup: Match.absent(),
          }),
        ],
      },
    });
    template.hasResource('AWS::Backup::BackupVault', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { LockConfiguration: { MinRetentionDays: 30, ChangeableForDays: Match.absent() } },
    });
  });
});

describe('the bucket', () => {
  const objects = { Properties: Match.objectLike({ ReplicationConfiguration: Match.anyValue() }) };

  test('is versioned, private, and refuses keys of customers', () => {
    fixture()
      .template()
      .hasResource('AWS::S3::Bucket', {
        Properties: Match.objectLike({
          ReplicationConfiguration: Match.anyValue(),
          VersioningConfiguration: { Status: 'Enabled' },
          PublicAccessBlockConfiguration: Match.objectLike({ BlockPublicAcls: true, RestrictPublicBuckets: true }),
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              Match.objectLike({ BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }),
            ],
          },
        }),
      });
  });

  test('keeps noncurrent versions for the retention of the database and a margin of 7 days', () => {
    fixture()
      .template()
      .hasResource('AWS::S3::Bucket', {
        Properties: Match.objectLike({
          ReplicationConfiguration: Match.anyValue(),
          LifecycleConfiguration: {
            Rules: [
              Match.objectLike({ Prefix: 'pegasus/', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }),
              Match.objectLike({ Prefix: 'pegasus/', NoncurrentVersionExpiration: { NoncurrentDays: 37 } }),
            ],
          },
        }),
      });
  });

  test('is replicated to a bucket of its own, with delete markers', () => {
    const template = fixture().template();
    template.hasResource('AWS::S3::Bucket', objects);
    template.hasResourceProperties('AWS::S3::Bucket', {
      ReplicationConfiguration: {
        Rules: [Match.objectLike({ Filter: { Prefix: 'pegasus/' }, DeleteMarkerReplication: { Status: 'Enabled' } })],
      },
    });
  });

  test('replicates no delete marker into a vault, which is locked', () => {
    const template = fixture({ backup: { replication: Replication.vault() } }).template();
    template.hasResourceProperties('AWS::S3::Bucket', {
      ReplicationConfiguration: { Rules: [Match.objectLike({ DeleteMarkerReplication: { Status: 'Disabled' } })] },
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 47, Mode: 'GOVERNANCE' } } },
    });
  });

  test('with a key of its own is replicated to a bucket with another key', () => {
    const { stack, ...rest } = fixture({ bucket: { encryption: BucketEncryption.KMS } });
    const key = stack.resolve(rest.backup.backupBucket?.encryptionKey?.keyArn);
    rest.template().hasResourceProperties('AWS::S3::Bucket', {
      ReplicationConfiguration: {
        Rules: [
          Match.objectLike({
            SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
            Destination: Match.objectLike({ EncryptionConfiguration: { ReplicaKmsKeyID: key } }),
          }),
        ],
      },
    });
  });

  test('keeps a longer history of its own', () => {
    fixture({ bucket: { lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(90) }] } })
      .template()
      .hasResource('AWS::S3::Bucket', {
        Properties: Match.objectLike({
          ReplicationConfiguration: Match.anyValue(),
          LifecycleConfiguration: {
            Rules: [
              Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 90 } }),
              Match.objectLike({ NoncurrentVersionExpiration: Match.absent() }),
            ],
          },
        }),
      });
  });
});

test('evidence is versioned and stays when the stack goes', () => {
  const { stack, backup, template } = fixture();
  const id = stack.getLogicalId(backup.evidenceBucket.node.defaultChild as never);
  expect(template().toJSON().Resources[id]).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: { VersioningConfiguration: { Status: 'Enabled' } },
  });
});

describe('F119 rows of after the target time', () => {
  const expiring = (days: number) => ({
    LifecycleConfiguration: {
      Rules: Match.arrayWith([
        Match.objectLike({
          Prefix: 'data-loss/',
          ExpirationInDays: days,
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        }),
      ]),
    },
  });

  test.each([
    ['90 days', {}, 90],
    ['as long as is chosen', { keepLostRows: Duration.days(14) }, 14],
  ])('are kept for %s, versions too, and the report is told so', (_, backup, days) => {
    const template = fixture({ backup }).template();
    template.hasResourceProperties('AWS::S3::Bucket', expiring(days));
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ DATA_LOSS_DAYS: String(days) }) },
    });
  });

  test('are kept for a day at least', () =>
    expect(() => fixture({ backup: { keepLostRows: Duration.hours(1) } })).toThrow(
      '`keepLostRows` is 1 hour; whole days from 1 day are allowed: a lifecycle rule deletes the rows that a restore has left behind, and it counts days.',
    ));

  test('are read by who is granted them, who reads nothing else', () => {
    const { stack, backup, template } = fixture();
    const role = new Role(stack, 'Support', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    backup.grantReadDataLoss(role);
    const [policy] = Object.values(
      template().findResources('AWS::IAM::Policy', {
        Properties: { Roles: [{ Ref: stack.getLogicalId(role.node.defaultChild as never) }] },
      }),
    );
    expect(JSON.stringify(policy).match(/"\/[^"]*"/g)).toEqual(['"/data-loss/*"']);
  });
});

test('a heartbeat is written every minute and a late one is not made up for', () => {
  fixture()
    .template()
    .hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      Target: Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 } }),
    });
});

test('a restore that ends where no state can catch is told to the topic', () => {
  fixture()
    .template()
    .hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({ detail: Match.objectLike({ status: ['FAILED', 'TIMED_OUT', 'ABORTED'] }) }),
      Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('Notifications') } })],
    });
});

test('F19 the report of a stopped run hears of every end of a restore, and an alarm tells when it fails', () => {
  const template = fixture().template();
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: Match.objectLike({
      detail: Match.objectLike({ status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] }),
    }),
    Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('ReportStopped'), 'Arn'] } })],
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp('docs/runbook.md#executionstopped'),
    MetricName: 'Errors',
    Threshold: 1,
    AlarmActions: Match.anyValue(),
  });
});

test('handlers in a VPC share a security group that the database admits, beside that of drills', () => {
  const template = fixture().template();
  template.resourceCountIs('AWS::EC2::SecurityGroup', 3);
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { Description: 'handlers of the backup' });
});

test('F117 who may start restores may start and see them, and decide nothing', () => {
  const { stack, backup, template } = fixture();
  const role = new Role(stack, 'OnCall', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  backup.grantStartRestore(role);
  const policy = template().findResources('AWS::IAM::Policy', {
    Properties: { Roles: [{ Ref: stack.getLogicalId(role.node.defaultChild as never) }] },
  });
  const actions = JSON.stringify(policy).match(/states:[A-Za-z]+/g);
  expect(actions).toContain('states:StartExecution');
  expect(actions).not.toContain('states:SendTaskSuccess');
});

describe('a backup of another app', () => {
  const imported = () => {
    const stack = new Stack(undefined, 'Other', { env: { account: '123456789012', region: 'eu-central-1' } });
    const backup = PegasusBackup.fromPegasusBackupAttributes(stack, 'Backup', {
      restoreStateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:restore',
      decisionStateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:decisions',
      evidenceBucketName: 'evidence',
      pair: 'pegasus-prod/Backup',
    });
    return { stack, backup };
  };

  test('is started, decided on and read as one of this app', () => {
    const { stack, backup } = imported();
    const role = new Role(stack, 'OnCall', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    backup.grantStartRestore(role);
    backup.grantDecide(role);
    backup.grantReadReports(role);
    const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    for (const part of ['states:StartExecution', 'stateMachine:restore', 'stateMachine:decisions', 's3:GetObject*']) {
      expect(policies).toContain(part);
    }
    expect(policies).not.toContain('SendTask');
    expect(policies).toContain('runs/*/report.*');
  });

  test('has the metrics that its watch writes', () => {
    const made = fixture().backup;
    const theirs = imported().backup;
    const facts = (backup: IPegasusBackup) => {
      const metrics = [backup.metricReadiness(ReadinessMetric.REPLICATION), backup.metricRecoveryPointAge()];
      return metrics.map(({ namespace, metricName, statistic, period }) => ({
        namespace,
        metricName,
        statistic,
        period,
      }));
    };
    expect(facts(theirs)).toEqual(facts(made));
    expect(theirs.metricRecoveryPointAge().dimensions).toEqual({ Pair: 'pegasus-prod/Backup' });
    expect(made.metricRecoveryPointAge().dimensions).toEqual({ Pair: made.node.path });
    expect(theirs.metricRestoresFailed().metricName).toBe('ExecutionsFailed');
    expect(theirs.metricRestoresVerified().metricName).toBe('ExecutionsSucceeded');
  });
});

test('a permissions boundary of the organisation is on every role', () => {
  const { stack, backup, template } = fixture();
  const boundary = 'arn:aws:iam::123456789012:policy/boundary';
  PermissionsBoundary.of(backup).apply(ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', boundary));
  const roles = Object.entries(template().findResources('AWS::IAM::Role')).filter(([id]) => id.startsWith('Backup'));
  expect(roles.length).toBeGreaterThan(20);
  expect(roles.filter(([, { Properties }]) => Properties.PermissionsBoundary !== boundary)).toEqual([]);
});

test('three pairs fit into a stack, and one is not larger than the page on costs says', () => {
  const stack = new Stack(new App(), 'Pairs');
  const vpc = new Vpc(stack, 'Vpc');
  const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
  for (const pair of ['One', 'Two', 'Three']) {
    const db = new DatabaseInstance(stack, `${pair}Database`, { engine, vpc, storageEncrypted: true });
    new PegasusBackup(stack, `${pair}Backup`, {
      database: ProtectedDatabase.instance(db),
      bucket: new Bucket(stack, `${pair}Objects`),
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      vpc,
    });
  }
  const template = Template.fromStack(stack).toJSON();
  const ids = Object.keys(template.Resources);
  expect(ids.length).toBeLessThan(500);
  expect(JSON.stringify(template).length).toBeLessThan(1_000_000);
  const shared = ids.filter((id) => id.startsWith('PegasusBackup'));
  const [, stated] = /a pair has (\d+) of its own/.exec(readFileSync('docs/costs.md', 'utf8'))!;
  const own = ids.filter((id) => id.startsWith('OneBackup')).length + shared.length;
  expect(own).toBe(Number(stated));
  expect(own).toBeLessThanOrEqual(120);
});
