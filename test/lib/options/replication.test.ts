import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { SnsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Production, Safe } from '../../../examples/other-account/stack';
import {
  Application,
  BackupDestination,
  PegasusBackup,
  ProtectedDatabase,
  Replication,
  ReplicationMode,
} from '../../../lib';
import { fixture, type Statement } from '../fixture';

const standby = fixture();
const template = standby.template();
const protectedBucket = { ReplicationConfiguration: Match.anyValue() };

test('writes over plain HTTP are denied, also on a bucket that was made without', () => {
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    Bucket: { Ref: standby.stack.getLogicalId(standby.bucket.node.defaultChild as never) },
    PolicyDocument: {
      Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    },
  });
});

test('events go to EventBridge', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    ...protectedBucket,
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  });
});

test('events go to EventBridge beside notifications of the bucket itself, also later ones', () => {
  const { stack, bucket, template } = fixture();
  bucket.addEventNotification(EventType.OBJECT_CREATED, new SnsDestination(new Topic(stack, 'Created')));
  template().hasResourceProperties('Custom::S3BucketNotifications', {
    NotificationConfiguration: {
      EventBridgeConfiguration: {},
      TopicConfigurations: [Match.objectLike({ Events: ['s3:ObjectCreated:*'] })],
    },
  });
});

test('time control is an option: fifteen minutes, and a metric of what is late', () => {
  const late = { Minutes: 15 };
  fixture({ backup: { replication: Replication.standby(undefined, { timeControl: true }) } })
    .template()
    .hasResourceProperties('AWS::S3::Bucket', {
      ReplicationConfiguration: {
        Rules: [
          Match.objectLike({
            Destination: Match.objectLike({
              Metrics: { Status: 'Enabled', EventThreshold: late },
              ReplicationTime: { Status: 'Enabled', Time: late },
            }),
          }),
        ],
      },
    });
});

describe('what was there before', () => {
  test('is replicated by a job, once the rule and every role are there', () => {
    const [resource] = Object.values(template.findResources('Custom::PegasusBackupExistingObjects'));
    expect(resource!.Properties).toMatchObject({ Prefix: 'pegasus/' });
    const needed = resource!.DependsOn.join(' ');
    for (const part of ['ReplicateExistingRole', 'BackupExistingRole', 'ReplicationRoleDefaultPolicy']) {
      expect(needed).toContain(part);
    }
    expect(needed).toContain(standby.stack.getLogicalId(standby.bucket.node.defaultChild as never));
  });

  test('is left where that is chosen', () => {
    fixture({ backup: { replication: Replication.standby(undefined, { existingObjects: false }) } })
      .template()
      .resourceCountIs('Custom::PegasusBackupExistingObjects', 0);
  });
});

describe('copies in another account', () => {
  const production = Template.fromStack(new Production(new App()));
  const safe = Template.fromStack(new Safe(new App()));
  const onlyTheRole = { ArnEquals: { 'aws:PrincipalArn': Match.anyValue() } };

  test('belong to that account, under its key, and are made by the role that it knows by name', () => {
    const [copies] = Object.values(safe.findResources('AWS::S3::Bucket', { Properties: { ObjectLockEnabled: true } }));
    production.hasResourceProperties('AWS::IAM::Role', { RoleName: 'pegasus-replication' });
    production.hasResourceProperties('AWS::S3::Bucket', {
      ReplicationConfiguration: {
        Rules: [
          Match.objectLike({
            Destination: Match.objectLike({
              Bucket: {
                'Fn::Join': [
                  '',
                  [Match.anyValue(), { Ref: 'AWS::Partition' }, `:s3:::${copies!.Properties.BucketName}`],
                ],
              },
              Account: '210987654321',
              AccessControlTranslation: { Owner: 'Destination' },
              EncryptionConfiguration: {
                ReplicaKmsKeyID: Match.stringLikeRegexp(
                  '^arn:aws:kms:eu-west-1:210987654321:alias/pegasus-safe-objects$',
                ),
              },
            }),
          }),
        ],
      },
    });
  });

  test('may be written by that role and nobody else, and deleted by nobody of the source', () => {
    const statements = Object.values(safe.findResources('AWS::S3::BucketPolicy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const admitted = statements.filter(({ Effect, Principal }) => Effect === 'Allow' && Principal.AWS);
    const ofTheRole = admitted.filter(({ Condition }) => Condition !== undefined);
    expect(JSON.stringify(ofTheRole)).toContain(':iam::123456789012:role/pegasus-replication');
    const actions = ofTheRole.flatMap(({ Action }) => Action);
    expect(actions.sort()).toEqual([
      's3:GetBucketVersioning',
      's3:ListBucket',
      's3:ObjectOwnerOverrideToBucketOwner',
      's3:ReplicateObject',
      's3:ReplicateTags',
    ]);
    // The account itself sees how objects are locked, and what the renewal has noted down.
    const ofTheAccount = admitted.filter(({ Condition }) => Condition === undefined);
    expect(ofTheAccount.flatMap(({ Action }) => Action).sort()).toEqual([
      's3:GetBucketObjectLockConfiguration',
      's3:GetBucketVersioning',
      's3:GetLifecycleConfiguration',
      's3:GetObject',
      's3:GetObjectRetention',
      's3:ListBucket',
    ]);
    const [note] = ofTheAccount
      .filter(({ Action }) => Action === 's3:GetObject')
      .map(({ Resource }) => JSON.stringify(Resource));
    expect(note).toContain('/pegasus-backup/locks.json');
  });

  test('of snapshots come into a vault under its own key that is locked for ever, and the source may only put', () => {
    safe.hasResourceProperties('AWS::Backup::BackupVault', {
      LockConfiguration: { MinRetentionDays: 30, ChangeableForDays: 14 },
      EncryptionKeyArn: Match.anyValue(),
    });
    const [vault] = Object.values(safe.findResources('AWS::Backup::BackupVault'));
    const policy: Statement[] = vault!.Properties.AccessPolicy.Statement;
    expect(policy.filter(({ Effect }) => Effect === 'Allow').map(({ Action }) => Action)).toEqual([
      'backup:CopyIntoBackupVault',
    ]);
    expect(JSON.stringify(production.findResources('AWS::Backup::BackupPlan'))).toContain(
      `arn:aws:backup:eu-west-1:210987654321:backup-vault:${vault!.Properties.BackupVaultName}`,
    );
  });

  test('the key of the copies is admitted to the role by its alias', () => {
    production.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['kms:GenerateDataKey', 'kms:Encrypt'],
            Condition: {
              'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/pegasus-safe-objects' },
            },
          }),
        ]),
      },
    });
    safe.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'CopiesOfTheSource',
            Condition: onlyTheRole,
            Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
          }),
        ]),
      }),
    });
  });

  test('stay when the stack goes', () => {
    const kept = ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Backup::BackupVault'].flatMap((type) =>
      Object.values(safe.findResources(type)),
    );
    expect(kept).toHaveLength(5);
    expect(new Set(kept.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(new Set(['RetainExceptOnCreate']));
  });
});

describe('a destination', () => {
  const stack = () => new Stack(new App(), 'Safe', { env: { account: '210987654321', region: 'eu-west-1' } });
  const sourceAccount = '123456789012';

  test('that nobody could know the place of is refused', () => {
    expect(() => new BackupDestination(new Stack(new App(), 'Safe'), 'Copies')).toThrow(
      '`env` of the stack Safe has no account and region',
    );
  });

  test('for another account without the name of its role is refused', () => {
    expect(() => new BackupDestination(stack(), 'Copies', { sourceAccount })).toThrow(
      '`replicationRoleName` of a BackupDestination is missing, and `sourceAccount` 123456789012 is another account',
    );
  });

  test('whose name cannot be one of a bucket is refused', () => {
    expect(() => new BackupDestination(stack(), 'Copies', { name: 'Safe' })).toThrow(
      "`name` of a BackupDestination is 'Safe'; 3 to 30 lower-case letters, digits and hyphens are allowed",
    );
  });

  test('without copies is refused', () => {
    expect(() => new BackupDestination(stack(), 'Copies', { mode: ReplicationMode.NONE })).toThrow(
      '`mode` of a BackupDestination is NONE',
    );
  });

  test('F78 in another region of the same account needs no name, and admits nobody', () => {
    const region = stack();
    new BackupDestination(region, 'Copies', { mode: ReplicationMode.STANDBY });
    expect(JSON.stringify(Template.fromStack(region).findResources('AWS::S3::BucketPolicy'))).not.toContain(
      'Replicate',
    );
  });
});

describe('a bucket that copies go to', () => {
  const copyTo = (destination: Bucket, replication = Replication.vault(destination)) =>
    fixture({ backup: { replication } });
  const there = (props: ConstructorParameters<typeof Bucket>[2]) => new Bucket(new Stack(), 'There', props);

  test('without versions is refused', () => {
    expect(() => copyTo(there({}))).toThrow('`versioned` of Default/There is not true');
  });

  test('without a lock is no vault', () => {
    const unlocked = there({ versioned: true });
    expect(() => copyTo(unlocked)).toThrow('`objectLockEnabled` of Default/There is not true');
    expect(() => copyTo(unlocked, Replication.standby(unlocked))).not.toThrow();
  });

  test('of another account is refused without the name of the role', () => {
    const away = Bucket.fromBucketAttributes(new Stack(), 'There', { bucketName: 'there', account: '210987654321' });
    expect(() => fixture({ backup: { replication: Replication.standby(away) } })).toThrow(
      '`replication` copies to Default/There in the account 210987654321, which admits the role that replicates by its name: give `roleName`',
    );
  });

  test('that forgets sooner than the protected one is refused', () => {
    const { stack, db, template } = fixture({ backup: { replication: Replication.none() } });
    const lifecycleRules = [{ noncurrentVersionExpiration: Duration.days(36) }];
    new PegasusBackup(stack, 'Second', {
      database: ProtectedDatabase.instance(db),
      bucket: new Bucket(stack, 'Source'),
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      replication: Replication.standby(new Bucket(stack, 'Short', { versioned: true, lifecycleRules })),
    });
    expect(template).toThrow("`noncurrentVersionExpiration` of the lifecycle rule on '' is 36 days");
  });
});
