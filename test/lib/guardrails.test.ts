import { App, CfnParameter, Duration, type Environment, Lazy, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  DatabaseInstance,
  DatabaseInstanceEngine,
  MysqlEngineVersion,
  PostgresEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  Application,
  DrillSchedule,
  Hold,
  LongTransactions,
  ObjectReference,
  PegasusBackup,
  ProtectedDatabase,
  ReadBack,
  Replication,
  Retention,
  SnapshotCopy,
  TrafficSwitch,
  VaultLock,
} from '../../lib';
import { verifiedWithin } from '../../lib/options/drill-schedule';
import { checkObjectives } from '../../lib/options/objectives';
import { fixture } from './fixture';

const application = Application.http({ baseUrl: 'https://pegasus.example.com' });

describe('retention', () => {
  test.each([6, 36])('of %i days is refused, with what is allowed', (days) => {
    expect(() => Retention.of(Duration.days(days))).toThrow(
      `\`retention\` is ${days} days; whole days from 7 to 35 are allowed`,
    );
  });

  test.each([7, 35])('of %i days is taken', (days) => {
    expect(Retention.of(Duration.days(days)).period.toDays()).toBe(days);
  });

  test('of half a day more is refused', () => {
    expect(() => Retention.of(Duration.hours(7 * 24 + 12))).toThrow('`retention` is 7.5 days; whole days');
  });
});

test.each([0, 1.5, 1001])('F117 a limit of %d drills a day is refused, with what is allowed', (maxDrillsPerDay) => {
  expect(() => fixture({ backup: { maxDrillsPerDay } })).toThrow(
    `\`maxDrillsPerDay\` is ${maxDrillsPerDay}; it must be an integer from 1 to 1000.`,
  );
});

test.each([0, 1.5, 1001])('F109 %d functions at once are refused, with what is allowed', (maxConcurrency) => {
  expect(() => fixture({ backup: { maxConcurrency } })).toThrow(
    `\`maxConcurrency\` is ${maxConcurrency}; it must be an integer from 1 to 1000.`,
  );
});

describe('F109 what is a number only at deployment', () => {
  const later = Lazy.number({ produce: () => 9 });
  const days = Duration.days(later);

  test.each<[prop: string, make: () => unknown]>([
    ['`maxConcurrency`', () => fixture({ backup: { maxConcurrency: later } })],
    ['`maxDrillsPerDay`', () => fixture({ backup: { maxDrillsPerDay: later } })],
    ['`raiseSequencesBy`', () => fixture({ backup: { raiseSequencesBy: later } })],
    ['`keepLostRows`', () => fixture({ backup: { keepLostRows: days } })],
    ['`verifiedWithin`', () => fixture({ backup: { verifiedWithin: days } })],
    ['`recoveryTime` of `objectives`', () => fixture({ backup: { objectives: { recoveryTime: days } } })],
    ['`retention`', () => Retention.of(days)],
    ['`patience` of `hold`', () => Hold.forOperator(days)],
    ['`readBack`', () => ReadBack.bound(later)],
    ['`coolingOff` of VaultLock.compliance', () => VaultLock.compliance({ coolingOff: days })],
    ['`keep` of the daily object copies', () => fixture({ objectCopies: { keep: days } })],
    ['`hour` of the daily object copies', () => fixture({ objectCopies: { hour: later } })],
  ])('%s is refused, with what to do', (prop, make) => {
    expect(make).toThrow(`${prop} is known only when the stack is deployed; it must be known before: write the number`);
  });
});

/** Of any type, as `tryGetContext` of CDK says. */
const fromContext = (text: string) => new Stack(new App({ context: { given: text } })).node.tryGetContext('given');

test.each<[prop: string, wanted: string, make: (given: never) => unknown]>([
  ['`maxConcurrency`', 'a number', (maxConcurrency) => fixture({ backup: { maxConcurrency } })],
  ['`maxDrillsPerDay`', 'a number', (maxDrillsPerDay) => fixture({ backup: { maxDrillsPerDay } })],
  ['`retention`', 'a number, a Duration', (period) => Retention.of(period)],
  ['`readBack`', 'a number', (percent) => ReadBack.bound(percent)],
  ['`approvalRequired`', 'true or false', (approvalRequired) => fixture({ backup: { approvalRequired } })],
  ['`signReports`', 'true or false', (signReports) => fixture({ backup: { signReports } })],
  ['`continueSequences`', 'true or false', (continueSequences) => fixture({ backup: { continueSequences } })],
  ['`allowEmpty`', 'true or false', (allowEmpty) => fixture({ backup: { allowEmpty } })],
  [
    '`allowPrivateAddresses` of the application',
    'true or false',
    (allowPrivateAddresses) => Application.http({ baseUrl: 'https://p.example.com', allowPrivateAddresses }),
  ],
])('%s as text, which `--context` gives, is refused: it must be %s', (prop, wanted, make) => {
  const text = wanted === 'true or false' ? 'false' : '5';
  expect(() => make(fromContext(text) as never)).toThrow(`${prop} is "${text}"; it must be ${wanted}`);
});

test.each([-1, 1.5, Number.NaN])('F109 low traffic of %d is refused: a restore would find it out', (given) => {
  const fn = LambdaFunction.fromFunctionName(new Stack(), 'Worker', 'worker');
  expect(() => TrafficSwitch.lambdaFunction(fn, { lowTrafficConcurrency: given })).toThrow(
    `\`lowTrafficConcurrency\` of a TrafficSwitch is ${given}; it must be an integer from 0 to 10000.`,
  );
});

describe('F102 a password that RDS is told to manage', () => {
  const managed = (when: 'before' | 'after', credentials?: (stack: Stack) => ISecret) => {
    const stack = new Stack(new App(), 'Test');
    const vpc = new Vpc(stack, 'Vpc');
    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
    const db = new DatabaseInstance(stack, 'Database', { engine, vpc, storageEncrypted: true });
    const manage = () => {
      Object.assign(db.node.defaultChild!, { manageMasterUserPassword: true, masterUserPassword: undefined });
    };
    if (when === 'before') manage();
    ProtectedDatabase.instance(db, { credentials: credentials?.(stack) });
    manage();
    return () => Template.fromStack(stack);
  };

  test.each(['before', 'after'] as const)('past the construct, %s it is protected, is refused', (when) => {
    expect(managed(when)).toThrow(
      '`manageMasterUserPassword` of Test/Database is set on its resource: RDS keeps the password in a secret of its own',
    );
  });

  test('is taken with the credentials of another user', () => {
    expect(managed('before', (stack) => Secret.fromSecretNameV2(stack, 'Other', 'other'))).not.toThrow();
  });
});

describe('the patience of a hold', () => {
  test.each([
    [Duration.seconds(30), '0.5 minutes'],
    [Duration.hours(25), '1500 minutes'],
  ])('%s is refused, with what is allowed', (patience, given) => {
    expect(() => Hold.forOperator(patience)).toThrow(
      `\`patience\` of \`hold\` is ${given}; from 1 minute to 24 hours are allowed`,
    );
  });

  test.each([Duration.minutes(1), Duration.hours(24)])('%s is taken', (patience) => {
    expect(Hold.forOperator(patience).patience).toBe(patience);
  });
});

describe('the database of this app', () => {
  test('with another retention of its own is refused', () => {
    expect(() => fixture({ database: { backupRetention: Duration.days(3) } })).toThrow(
      '`backupRetention` of Test/Database is 3 days, but `retention` of PegasusBackup is 30: leave `backupRetention` out',
    );
  });

  test('with the same retention of its own is taken', () => {
    expect(() => fixture({ database: { backupRetention: Duration.days(30) } })).not.toThrow();
  });

  test('that is never to have deletion protection is refused', () => {
    expect(() => fixture({ database: { deletionProtection: false } })).toThrow(
      '`deletionProtection` of Test/Database is false: leave it out for a first deployment, and set it to true once that has succeeded',
    );
  });

  test('F105 that stays when its first deployment fails is warned of, and the advice is followed without a warning', () => {
    const warnings = (database: object) =>
      Annotations.fromStack(fixture({ database }).stack).findWarning('*', Match.stringLikeRegexp('removalPolicy'));
    const [retained] = warnings({ removalPolicy: RemovalPolicy.RETAIN });
    expect(retained!.entry.data).toContain('`removalPolicy` of Test/Database is RETAIN');
    const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    expect([...warnings({ removalPolicy }), ...warnings({ removalPolicy, deletionProtection: true })]).toEqual([]);
  });

  test('that is protected against deletion stays so', () => {
    const { template } = fixture({ database: { deletionProtection: true } });
    template().hasResourceProperties('AWS::RDS::DBInstance', { DeletionProtection: true });
  });

  test('whose snapshots would not know whose they are is refused', () => {
    expect(() => fixture({ database: { copyTagsToSnapshot: false } })).toThrow(
      '`copyTagsToSnapshot` of Test/Database is false',
    );
  });

  test('that goes with its stack is refused', () => {
    expect(() => fixture({ database: { removalPolicy: RemovalPolicy.DESTROY } })).toThrow(
      '`removalPolicy` of Test/Database is DESTROY',
    );
  });

  test('that is no Postgres is refused', () => {
    const engine = DatabaseInstanceEngine.mysql({ version: MysqlEngineVersion.VER_8_0 });
    expect(() => fixture({ database: { engine } })).toThrow(
      'The database Test/Database runs mysql: an instance must run postgres.',
    );
  });

  test('whose backups would go with it is refused', () => {
    expect(() => fixture({ database: { deleteAutomatedBackups: true } })).toThrow(
      '`deleteAutomatedBackups` of Test/Database is true: leave it out or set it to false',
    );
  });
});

describe('lifecycle rules of the bucket', () => {
  const synthesise = (...lifecycleRules: NonNullable<ConstructorParameters<typeof Bucket>[2]>['lifecycleRules'] & {}) =>
    fixture({ bucket: { lifecycleRules } }).template();

  test('that end the history before the window of the database does are refused', () => {
    expect(() => synthesise({ noncurrentVersionExpiration: Duration.days(36) })).toThrow(
      /`noncurrentVersionExpiration` of the lifecycle rule on '' is 36 days, .* needs 37: raise it to 37/,
    );
  });

  test('that end the history exactly with its margin are taken', () => {
    expect(() => synthesise({ noncurrentVersionExpiration: Duration.days(37) })).not.toThrow();
  });

  test('that keep a number of versions are refused', () => {
    expect(() =>
      synthesise({ id: 'some', noncurrentVersionExpiration: Duration.days(40), noncurrentVersionsToRetain: 3 }),
    ).toThrow("`noncurrentVersionsToRetain` of the lifecycle rule 'some' is 3: leave it out");
  });

  test('that expire current objects are refused', () => {
    expect(() => synthesise({ expiration: Duration.days(365) })).toThrow(
      "`expiration` of the lifecycle rule on '' deletes current objects that rows refer to",
    );
  });

  test('that archive are refused', () => {
    const transitions = [{ storageClass: StorageClass.DEEP_ARCHIVE, transitionAfter: Duration.days(90) }];
    expect(() => synthesise({ transitions })).toThrow(
      'moves objects to DEEP_ARCHIVE, from where they come back in hours',
    );
  });

  test('that reach nothing protected, or are switched off, are taken', () => {
    expect(() =>
      synthesise(
        { prefix: 'tmp/', expiration: Duration.days(1) },
        { enabled: false, expiration: Duration.days(1) },
        { prefix: 'pegasus-old/', expiration: Duration.days(1) },
      ),
    ).not.toThrow();
  });

  test('that reach into a folder of the prefix are refused', () => {
    expect(() => synthesise({ prefix: 'pegasus/audio/', expiration: Duration.days(1) })).toThrow('`expiration`');
  });

  test('that are added after the backup are seen', () => {
    const { bucket, template } = fixture();
    bucket.addLifecycleRule({ expiration: Duration.days(1) });
    expect(template).toThrow('`expiration`');
  });
});

test('a lifecycle rule that clears markers of deletion away is refused', () => {
  const lifecycleRules = [{ expiredObjectDeleteMarker: true }];
  expect(() => fixture({ bucket: { lifecycleRules } }).template()).toThrow(
    "`expiredObjectDeleteMarker` of the lifecycle rule on '' removes the evidence of deletions",
  );
});

describe('the bucket of this app', () => {
  const withBucket = (bucket: BucketProps) => () => fixture({ bucket }).template();

  test('whose versions are suspended is refused', () => {
    const { bucket, template } = fixture();
    (bucket.node.defaultChild as CfnBucket).versioningConfiguration = { status: 'Suspended' };
    expect(template).toThrow('`versioningConfiguration` of Test/Objects is not Enabled');
  });

  test('that lets the public in is refused', () => {
    const blockPublicAccess = new BlockPublicAccess({ blockPublicAcls: true, blockPublicPolicy: false });
    expect(withBucket({ blockPublicAccess })).toThrow('`blockPublicAccess` of Test/Objects lets the public in');
    expect(withBucket({ blockPublicAccess: BlockPublicAccess.BLOCK_ALL })).not.toThrow();
  });

  test('that goes with its stack is refused', () => {
    expect(withBucket({ removalPolicy: RemovalPolicy.DESTROY })).toThrow(
      '`removalPolicy` of Test/Objects is DESTROY: leave it out',
    );
  });

  test('whose tiers archive by themselves is refused, outside of the prefix taken', () => {
    const tier = { name: 'cold', archiveAccessTierTime: Duration.days(90) };
    expect(withBucket({ intelligentTieringConfigurations: [tier] })).toThrow(
      "`intelligentTieringConfigurations` of Test/Objects has 'cold', which archives objects",
    );
    expect(withBucket({ intelligentTieringConfigurations: [{ ...tier, prefix: 'tmp/' }] })).not.toThrow();
  });
});

describe('replication', () => {
  test('of a bucket to itself is refused', () => {
    const { stack, db, bucket } = fixture({ backup: { replication: Replication.none() } });
    const database = ProtectedDatabase.instance(db);
    const replication = Replication.standby(bucket);
    expect(() => new PegasusBackup(stack, 'Second', { database, bucket, application, replication })).toThrow(
      '`replication` copies Test/Objects to itself: name another bucket',
    );
  });

  test('beside rules of the bucket itself is refused', () => {
    const stack = new Stack(new App(), 'Other');
    const destination = new Bucket(stack, 'Destination', { versioned: true });
    expect(() => fixture({ bucket: { versioned: true, replicationRules: [{ destination }] } })).toThrow(
      /`replicationRules` of Test\/Objects are set already: leave them out, .* `replication: Replication.none\(\)`/,
    );
  });

  test('of encrypted objects to a bucket whose key is unknown is refused', () => {
    const stack = new Stack(new App(), 'Other');
    const destination = Bucket.fromBucketName(stack, 'Destination', 'destination');
    expect(() =>
      fixture({
        bucket: { encryption: BucketEncryption.KMS },
        backup: { replication: Replication.vault(destination) },
      }),
    ).toThrow('no key of the bucket Other/Destination is known: import it with its `encryptionKey`');
  });

  test('of encrypted objects to a bucket whose key is known is taken', () => {
    const stack = new Stack(new App(), 'Other');
    const encryptionKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/there');
    const destination = Bucket.fromBucketAttributes(stack, 'Destination', { bucketName: 'there', encryptionKey });
    expect(() =>
      fixture({
        bucket: { encryption: BucketEncryption.KMS },
        backup: { replication: Replication.vault(destination) },
      }).template(),
    ).not.toThrow();
  });

  test('of objects under the key of AWS is refused', () => {
    expect(() => fixture({ bucket: { encryption: BucketEncryption.KMS_MANAGED } })).toThrow(
      '`encryption` of Test/Objects is the AWS-managed key',
    );
  });
});

describe('stores that are imported', () => {
  const stores = () => {
    const stack = new Stack(new App(), 'Test');
    const db = DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Database', {
      instanceIdentifier: 'pegasus',
      instanceEndpointAddress: 'pegasus.example.com',
      port: 5432,
      securityGroups: [],
    });
    const bucket = Bucket.fromBucketName(stack, 'Objects', 'objects');
    const credentials = Secret.fromSecretNameV2(stack, 'Credentials', 'pegasus');
    return { stack, db, bucket, credentials };
  };

  test('without credentials are refused', () => {
    expect(() => ProtectedDatabase.instance(stores().db)).toThrow(
      '`credentials` of the database Test/Database is missing',
    );
  });

  test('are not changed, and it is said what they must be', () => {
    const { stack, db, bucket, credentials } = stores();
    new PegasusBackup(stack, 'Backup', {
      database: ProtectedDatabase.instance(db, { credentials }),
      bucket,
      application,
    });
    Template.fromStack(stack).resourceCountIs('AWS::RDS::DBInstance', 0);
    const warnings = Annotations.fromStack(stack);
    warnings.hasWarning('*', Match.stringLikeRegexp('must keep automated backups for 30 days'));
    warnings.hasWarning('*', Match.stringLikeRegexp("keep noncurrent versions of 'pegasus/' for 37 days at least"));
  });

  test('cannot be replicated from here', () => {
    const { stack, db, bucket, credentials } = stores();
    const database = ProtectedDatabase.instance(db, { credentials });
    expect(
      () => new PegasusBackup(stack, 'Backup', { database, bucket, application, replication: Replication.standby() }),
    ).toThrow('`replication` cannot be set on the imported bucket Test/Objects');
  });
});

describe('a store in another account or Region', () => {
  const backup = (env: Environment | undefined, bucketEnv: Environment, databaseEnv: Environment = {}) => {
    const app = new App();
    const stack = new Stack(app, 'Test', { env });
    const elsewhere = new Stack(app, 'Elsewhere', { env: { ...env, ...databaseEnv } });
    const db = DatabaseInstance.fromDatabaseInstanceAttributes(elsewhere, 'Database', {
      instanceIdentifier: 'pegasus',
      instanceEndpointAddress: 'pegasus.example.com',
      port: 5432,
      securityGroups: [],
    });
    const credentials = Secret.fromSecretNameV2(stack, 'Credentials', 'pegasus');
    const bucket = Bucket.fromBucketAttributes(stack, 'Objects', { bucketName: 'objects', ...bucketEnv });
    const database = ProtectedDatabase.instance(db, { credentials });
    new PegasusBackup(stack, 'Backup', { database, bucket, application });
    return Annotations.fromStack(stack)
      .findWarning('*', Match.stringLikeRegexp('whether they are one cannot be told'))
      .map(({ id }) => id);
  };
  const HERE = { account: '111111111111', region: 'eu-central-1' };

  test.each<[string, Environment, Environment, string]>([
    [
      'bucket',
      { region: 'eu-west-1' },
      {},
      '`bucket` Test/Objects is in the Region eu-west-1, and the stack Test is in eu-central-1',
    ],
    ['bucket', { account: '222222222222' }, {}, '`bucket` Test/Objects is in the account 222222222222'],
    ['database', {}, { region: 'eu-west-1' }, '`database` Elsewhere/Database is in the Region eu-west-1'],
  ])('is refused where that is known: the %s', (_, bucketEnv, databaseEnv, says) => {
    expect(() => backup(HERE, bucketEnv, databaseEnv)).toThrow(says);
  });

  test('is a warning where it is not', () => {
    expect(backup(undefined, { region: 'eu-west-1' })).toHaveLength(1);
    expect(backup(undefined, { account: '222222222222' })).toHaveLength(1);
  });

  test('one of the same is taken, named or not', () => {
    expect(backup(HERE, HERE)).toEqual([]);
    expect(backup(HERE, {})).toEqual([]);
    expect(backup(undefined, {})).toEqual([]);
  });
});

test.each([' pegasus/', 'pegasus/ ', '/pegasus/', '', '/', 'pegasus//', 's3://bucket/pegasus'])(
  "F97 the prefix '%s' is refused",
  (prefix) => {
    expect(() => fixture({ backup: { prefix } })).toThrow(`\`prefix\` is '${prefix}'; it must be a prefix`);
  },
);

test.each(['peg*/', 'pegasu?/', '$pegasus/', 'peg\u202easus/', 'peg\nasus/'])(
  'F116 the prefix %j, which IAM would take for a pattern, is refused',
  (prefix) => {
    expect(() => fixture({ backup: { prefix } })).toThrow('IAM would take them for patterns');
  },
);

test('a prefix that is known only when the stack is deployed is refused', () => {
  const prefix = new CfnParameter(new Stack(), 'Prefix').valueAsString;
  expect(() => fixture({ backup: { prefix } })).toThrow('`prefix` is known only when the stack is deployed');
});

test('F97 a prefix without its slash is the folder, as on the command line', () => {
  const templates = ['pegasus', 'pegasus/'].map((prefix) => fixture({ backup: { prefix } }).template().toJSON());
  expect(templates[0]).toEqual(templates[1]);
});

test.each([true, false])('F79 whether the pair may be empty (%s) is told to all that would refuse it', (allowEmpty) => {
  const template = fixture({ backup: { allowEmpty }, objectCopies: {} }).template();
  const told = template.findResources('AWS::Lambda::Function', {
    Properties: { Environment: { Variables: { ALLOW_EMPTY: String(allowEmpty) } } },
  });
  expect(
    Object.keys(told)
      .map((id) => /(PlanObjectCopy|PlanObjects|ProveReferences|RunChecks)/.exec(id)?.[1])
      .sort(),
  ).toEqual(['PlanObjectCopy', 'PlanObjects', 'ProveReferences', 'RunChecks']);
});

test.each(['pegasus.example.com', 'ftp://pegasus.example.com', 'https://me@pegasus.example.com', 'https://a.b/?c'])(
  "the base URL '%s' is refused",
  (baseUrl) => {
    expect(() => Application.http({ baseUrl })).toThrow(`\`baseUrl\` of the application is '${baseUrl}'`);
  },
);

test.each(['https://a.b/health/ready', 'https://a.b/api/health/ready/'])(
  'F101 the base URL %s already has the path of the readiness, which is asked below it: refused',
  (baseUrl) => expect(() => Application.http({ baseUrl })).toThrow('it must end before /health/ready'),
);

test('F101 a base URL with a path of its own, be it of health, is taken', () => {
  for (const baseUrl of ['https://a.b/api', 'https://a.b/health', 'https://health.a.b']) {
    expect(Application.http({ baseUrl }).baseUrl).toBe(baseUrl);
  }
});

test('a base URL to which `writeToken` would be sent in the open is refused, also where its host is not known yet', () => {
  const writeToken = Secret.fromSecretNameV2(new Stack(), 'Token', 'token');
  const host = Token.asString({ resolve: () => 'internal.example.com' });
  for (const baseUrl of ['http://pegasus.example.com', 'http://10.0.0.5', `http://${host}`, 'HTTP://a.b']) {
    const props = { baseUrl, allowPrivateAddresses: true };
    expect(() => Application.http({ ...props, writeToken })).toThrow('with `writeToken`: http:// would show the token');
    expect(Application.http(props).baseUrl).toBe(baseUrl);
  }
  for (const baseUrl of ['https://pegasus.example.com', 'http://127.0.0.1:3000', 'http://[::1]']) {
    expect(Application.http({ baseUrl, allowPrivateAddresses: true, writeToken }).baseUrl).toBe(baseUrl);
  }
});

describe('F13 an address in the base URL', () => {
  test.each([
    ['http://10.0.0.5', '10.0.0.5'],
    ['http://10.0.0.5.:8080', '10.0.0.5'],
    ['http://167772165', '10.0.0.5'],
    ['http://0xa.0.0.5', '10.0.0.5'],
    ['http://012.5', '10.0.0.5'],
    ['http://[fd12::1]', 'fd12::1'],
    ['http://[::ffff:10.0.0.5]', '::ffff:a00:5'],
    ['http://[64:ff9b::10.0.0.5]', '64:ff9b::a00:5'],
  ])('%s is private: refused, and taken with `allowPrivateAddresses`', (baseUrl, address) => {
    expect(() => Application.http({ baseUrl })).toThrow(
      `\`baseUrl\` of the application is '${baseUrl}'; it is at ${address}, which is private: set \`allowPrivateAddresses\` of the application if it lives in the network.`,
    );
    expect(Application.http({ baseUrl, allowPrivateAddresses: true }).baseUrl).toBe(baseUrl);
  });

  test.each([
    ['http://[::1]', '::1'],
    ['http://localhost:8080', '127.0.0.1'],
    ['https://api.LOCALHOST.', '127.0.0.1'],
    ['http://2130706433', '127.0.0.1'],
  ])('%s is the handler itself: refused without an advice that would not help', (baseUrl, address) => {
    expect(() => Application.http({ baseUrl })).toThrow(
      `\`baseUrl\` of the application is '${baseUrl}'; it is at ${address}, which is the computer itself, on AWS that of the handler: give an address`,
    );
    expect(Application.http({ baseUrl, allowPrivateAddresses: true }).baseUrl).toBe(baseUrl);
  });

  test.each(['http://169.254.169.254', 'http://2852039166', 'http://[fe80::1]', 'http://[fd00:ec2::254]', 'http://0'])(
    '%s is never taken',
    (baseUrl) =>
      expect(() => Application.http({ baseUrl, allowPrivateAddresses: true })).toThrow(
        'which is link-local, metadata or no host at all: give the public address of the application.',
      ),
  );

  test.each(['http://9.0.0.5', 'https://[2600::1]', 'https://localhost.example.com'])('%s is public', (baseUrl) =>
    expect(Application.http({ baseUrl }).allowPrivateAddresses).toBe(false),
  );
});

describe('a time that can never be met is refused, with what is allowed:', () => {
  const baseUrl = 'https://pegasus.example.com';
  test.each<[string, () => unknown]>([
    [
      '`readyWithin` of the application is 3 hours; whole seconds from 1 second to 5 minutes are allowed: one handler of 15 minutes',
      () => Application.http({ baseUrl, readyWithin: Duration.hours(3) }),
    ],
    [
      '`readyWithin` of the application is 0 seconds',
      () => Application.http({ baseUrl, readyWithin: Duration.seconds(0) }),
    ],
    [
      '`readyWithin` of the application is 500 millis',
      () => Application.http({ baseUrl, readyWithin: Duration.millis(500) }),
    ],
    [
      '`verifiedWithin` is 5 hours; whole days from 1 day are allowed',
      () => fixture({ backup: { verifiedWithin: Duration.hours(5), drill: DrillSchedule.never() } }),
    ],
    [
      '`verifiedWithin` is 0 days; whole days from 1 day are allowed',
      () => fixture({ backup: { verifiedWithin: Duration.days(0), drill: DrillSchedule.never() } }),
    ],
    [
      '`recoveryPoint` of `objectives` is 0 minutes; whole seconds from 1 second are allowed',
      () => fixture({ backup: { objectives: { recoveryPoint: Duration.minutes(0) } } }),
    ],
    [
      '`recoveryTime` of `objectives` is 0 hours; whole seconds from 1 second are allowed',
      () => fixture({ backup: { objectives: { recoveryTime: Duration.hours(0) } } }),
    ],
    ['`after` of `longTransactions` is 500 millis; whole seconds', () => LongTransactions.end(Duration.millis(500))],
    [
      '`keepFor` of a SnapshotCopy is 1 day 12 hours; whole days from 1 day are allowed',
      () => SnapshotCopy.airGapped({ keepFor: Duration.hours(36) }),
    ],
  ])('%s', (message, make) => expect(make).toThrow(message));

  test.each<[string, () => unknown]>([
    ['`readyWithin` of 1 second', () => Application.http({ baseUrl, readyWithin: Duration.seconds(1) })],
    ['`readyWithin` of 5 minutes', () => Application.http({ baseUrl, readyWithin: Duration.minutes(5) })],
    ['`verifiedWithin` of 24 hours', () => verifiedWithin(Duration.hours(24), DrillSchedule.never())],
    ['objectives of 1 second', () => checkObjectives({ recoveryPoint: Duration.seconds(1) })],
    ['`after` of 0 seconds', () => LongTransactions.hold(Duration.seconds(0))],
  ])('%s is taken', (_, make) => expect(make).not.toThrow());
});

test.each([
  ['Lectures', 'audio_path', '`table`'],
  ['lectures; drop table lectures', 'audio_path', '`table`'],
  ['a.b.lectures', 'audio_path', '`table`'],
  ['lectures', 'audio"path', '`column`'],
])('the reference %s.%s is refused', (table, column, prop) => {
  expect(() => ObjectReference.column(table, column)).toThrow(`${prop} of an ObjectReference is`);
});

test('a table with its schema is taken', () => {
  expect(ObjectReference.column('public.lectures', 'audio_path')._table).toBe('public.lectures');
});

test('subnets for handlers without a VPC are refused', () => {
  const { stack } = fixture();
  const vpcSubnets = { subnets: new Vpc(stack, 'Other').privateSubnets };
  expect(() => fixture({ backup: { vpc: undefined, vpcSubnets } })).toThrow('but `vpc` is missing: give the `vpc` too');
});

describe('the restored database', () => {
  test.each([-1, 1.5, 1_000_000_001])('whose sequences shall be raised by %d is refused', (raiseSequencesBy) =>
    expect(() => fixture({ backup: { raiseSequencesBy } })).toThrow(
      `\`raiseSequencesBy\` is ${raiseSequencesBy}; it must be an integer from 0 to 1000000000`,
    ),
  );

  test.each([0, 1_000_000_000])('whose sequences shall be raised by %d is taken', (raiseSequencesBy) => {
    const template = fixture({ backup: { raiseSequencesBy } }).template();
    const variables = { RAISE_SEQUENCES_BY: String(raiseSequencesBy) };
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike(variables) },
    });
  });

  test.each([
    [undefined, 'true'],
    [false, 'false'],
  ])('F94 goes on after the ids of the old one, unless that is switched off', (continueSequences, says) => {
    const template = fixture({ backup: { continueSequences } }).template();
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ CONTINUE_SEQUENCES: says }) },
    });
  });

  test('whose wanted consumers of events are named otherwise than by ARN is refused', () =>
    expect(() => fixture({ backup: { wantedEventConsumers: ['transcribe'] } })).toThrow(
      "`wantedEventConsumers` has 'transcribe'; ARNs are allowed, of a function, queue or topic as the bucket's notifications have it, or of a rule",
    ));

  test('whose wanted consumers of events are ARNs is taken', () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:transcribe';
    fixture({ backup: { wantedEventConsumers: [arn] } })
      .template()
      .hasResourceProperties('AWS::Lambda::Function', {
        Environment: { Variables: Match.objectLike({ WANTED_EVENT_CONSUMERS: JSON.stringify([arn]) }) },
      });
  });

  const switching = (many: number) => {
    const application = new Stack(new App(), 'Application');
    const rule = (index: number) =>
      `arn:aws:events:eu-west-1:123456789012:rule/${'nightly-export-of-'.repeat(3)}${index}`;
    const traffic = Array.from({ length: many }, (_, index) =>
      TrafficSwitch.rule(Rule.fromEventRuleArn(application, `Rule${index}`, rule(index))),
    );
    return fixture({ backup: { traffic } }).template;
  };

  test('whose handlers are told more than Lambda takes is refused at synth, not in the deployment', () => {
    expect(switching(60)).toThrow(
      /The environment of \S+FreezeWrites has \d{4,} bytes or more; Lambda allows 4096\. SWITCHES has \d{4,} of them: say less there/,
    );
    expect(switching(10)).not.toThrow();
  });

  test('cannot do without the checks that prove it', () => {
    expect(() => fixture({ backup: { waivedChecks: ['migration head', 'skew'] } })).toThrow(
      "`waivedChecks` has 'skew'; 'rows against the manifest', 'migration head', 'sequences', 'foreign keys', 'indexes', 'warm-up' are allowed",
    );
  });
});
