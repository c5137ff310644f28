import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  DatabaseCluster,
  DatabaseClusterEngine,
  type DatabaseClusterProps,
} from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  Application,
  CutOver,
  PegasusBackup,
  PegasusEnvironment,
  ProtectedDatabase,
  RestoreTesting,
} from '../../../lib';
import { allowedTo, type Statement } from '../fixture';

const application = Application.http({ baseUrl: 'https://pegasus.example.com' });

function stackWith(props: Partial<DatabaseClusterProps> = {}, backup: object = {}) {
  const stack = new Stack(new App(), 'Test');
  const vpc = new Vpc(stack, 'Vpc');
  const cluster = new DatabaseCluster(stack, 'Database', {
    engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_5 }),
    writer: ClusterInstance.serverlessV2('Writer'),
    vpc,
    storageEncrypted: true,
    ...props,
  });
  const database = ProtectedDatabase.cluster(cluster);
  const bucket = new Bucket(stack, 'Objects');
  new PegasusBackup(stack, 'Backup', { database, bucket, application, vpc, ...backup });
  return stack;
}

const template = Template.fromStack(stackWith());

test('a cluster of this app keeps its backups as long as the objects, and can be cleaned up when its first deployment fails', () =>
  template.hasResourceProperties('AWS::RDS::DBCluster', {
    BackupRetentionPeriod: 30,
    DeletionProtection: Match.absent(),
    DeleteAutomatedBackups: false,
    CopyTagsToSnapshot: true,
  }));

test('AWS Backup takes the daily snapshot of the cluster', () =>
  template.hasResourceProperties('AWS::Backup::BackupSelection', {
    BackupSelection: {
      Resources: [{ 'Fn::Join': Match.arrayWith([Match.arrayWith([Match.stringLikeRegexp(':cluster:')])]) }],
    },
  }));

test('F23 those that make a database, and that which compares it, are told which other classes it may have', () => {
  const stack = new PegasusEnvironment(new App(), 'Declared', {
    env: { account: '111111111111', region: 'eu-west-1' },
    settings: {
      baseUrl: 'https://pegasus.example.com',
      existingDatabase: {
        clusterIdentifier: 'pegasus',
        credentialsSecretArn: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:pegasus-AbCdEf',
        storageKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/1',
        alternativeInstanceClasses: ['db.r7g.large'],
      },
      existingBucket: { bucketName: 'pegasus-objects' },
    },
  });
  // In China its names end otherwise.
  expect(allowedTo(Template.fromStack(stack), /RestoreDatabase/)).toContainEqual(
    expect.objectContaining({
      Action: ['kms:CreateGrant', 'kms:DescribeKey'],
      Condition: expect.objectContaining({
        StringLike: { 'kms:ViaService': ['rds.*.amazonaws.com', 'rds.*.amazonaws.com.cn'] },
      }),
    }),
  );
  const functions = Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const told = functions.filter(
    ([, { Properties }]) => Properties.Environment?.Variables?.ALTERNATIVE_INSTANCE_CLASSES === '["db.r7g.large"]',
  );
  for (const step of ['RestoreDatabase', 'AwaitDatabase', 'ConfigureDatabase'])
    expect(told.map(([id]) => id)).toContainEqual(expect.stringContaining(step));
  expect(JSON.stringify(template.toJSON())).not.toContain('ALTERNATIVE_INSTANCE_CLASSES');
});

test('every handler that asks about the database is told its kind', () => {
  const told = Object.values(template.findResources('AWS::Lambda::Function')).flatMap(
    ({ Properties }) => Properties.Environment?.Variables?.DATABASE_KIND ?? [],
  );
  expect(new Set(told)).toEqual(new Set(['cluster']));
  expect(told.length).toBeGreaterThan(10);
});

/** By the bundle of the handler. */
function statements(): { bundle: string; statement: Statement }[] {
  const functions = Object.values(template.findResources('AWS::Lambda::Function')).filter(
    ({ Properties }) => Properties.TracingConfig,
  );
  return functions.flatMap(({ Properties: { Role, Description } }) => {
    const role = Role['Fn::GetAtt'][0];
    const bundle = String(Description)
      .replace(/:.*/, '')
      .replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`)
      .toLowerCase();
    return allowedTo(template, new RegExp(`^${role}$`)).map((statement) => ({ bundle, statement }));
  });
}

const actionsOf = ({ Action }: Statement): string[] => [Action].flat();
const handlersAllowed = (action: string) =>
  statements().filter(({ statement }) => actionsOf(statement).includes(action));

test('a cluster is made by two steps, and must be tagged', () => {
  const restores = handlersAllowed('rds:RestoreDBClusterToPointInTime');
  const creates = handlersAllowed('rds:CreateDBInstance');
  expect(restores.map(({ bundle }) => bundle)).toEqual(['restore-database']);
  expect(creates.map(({ bundle }) => bundle)).toEqual(['await-database']);
  for (const { statement } of [...restores, ...creates]) {
    expect(JSON.stringify(statement.Condition)).toContain('aws:RequestTag/pegasus-backup:source');
  }
});

test('F39 nothing is changed, rebooted or deleted but what a restore of this source made', () => {
  const guarded = [
    'rds:DeleteDBCluster',
    'rds:DeleteDBInstance',
    'rds:RebootDBInstance',
    'rds:ModifyDBCluster',
    'rds:ModifyDBInstance',
  ];
  for (const action of guarded) {
    const onDatabases = handlersAllowed(action).filter(({ statement }) =>
      /:(cluster|db):/.test(JSON.stringify(statement.Resource)),
    );
    expect(onDatabases.length).toBeGreaterThan(0);
    for (const { statement } of onDatabases) {
      expect(JSON.stringify(statement.Condition)).toContain('aws:ResourceTag/pegasus-backup:candidate');
    }
  }
  expect(new Set(handlersAllowed('rds:DeleteDBCluster').map(({ bundle }) => bundle))).toEqual(
    new Set(['tear-down', 'report-stopped']),
  );
});

describe('what cannot be is refused', () => {
  test.each([
    [{ backup: { retention: Duration.days(7) } }, '`backup` of Test/Database keeps 7 days'],
    [{ deletionProtection: false }, '`deletionProtection` of Test/Database is false'],
    [{ removalPolicy: RemovalPolicy.DESTROY }, '`removalPolicy` of Test/Database is DESTROY'],
    [{ deleteAutomatedBackups: true }, '`deleteAutomatedBackups` of Test/Database is true'],
  ])('%p', (props, message) => expect(() => stackWith(props)).toThrow(message));

  test('restore testing of AWS Backup, which restores no instance', () =>
    expect(() => stackWith({}, { restoreTesting: RestoreTesting.weekly() })).toThrow(
      "`restoreTesting` is for database instances, and Test/Database is of the kind 'cluster'",
    ));

  test('a swap of names, which is for instances', () =>
    expect(() => stackWith({}, { cutOver: CutOver.renameSwap() })).toThrow(
      '`cutOver` is CutOver.renameSwap(), and the database is of the kind `cluster`',
    ));
});

describe('an imported cluster', () => {
  const imported = () => {
    const stack = new Stack(new App(), 'Test');
    return {
      stack,
      cluster: DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Database', { clusterIdentifier: 'pegasus' }),
    };
  };

  test('needs credentials', () =>
    expect(() => ProtectedDatabase.cluster(imported().cluster)).toThrow(
      '`credentials` of the database Test/Database is missing',
    ));

  test('is not changed, and looked at when the stack is deployed', () => {
    const { stack, cluster } = imported();
    const credentials = Secret.fromSecretNameV2(stack, 'Secret', 'pegasus');
    const database = ProtectedDatabase.cluster(cluster, { credentials });
    new PegasusBackup(stack, 'Backup', { database, bucket: new Bucket(stack, 'Objects'), application });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('The database Test/Database is imported'));
    Template.fromStack(stack).hasResourceProperties('Custom::PegasusBackupStoreCheck', {
      Database: { Kind: 'cluster', Identifier: 'pegasus', RetentionDays: '30' },
    });
  });
});

test.each([
  [{}, 'names neither an instance nor a cluster'],
  [{ instanceIdentifier: 'one', clusterIdentifier: 'other' }, 'names an instance and a cluster'],
])('an environment with the existing database %p is refused', (named, message) => {
  const credentialsSecretArn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:pegasus-AbCdEf';
  const settings = { baseUrl: 'https://pegasus.example.com', existingDatabase: { ...named, credentialsSecretArn } };
  expect(() => new PegasusEnvironment(new App(), 'Environment', { settings })).toThrow(
    `\`existingDatabase\` ${message}`,
  );
});
