import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DescribeDBInstancesCommand, ModifyDBInstanceCommand } from '@aws-sdk/client-rds';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  type Event,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  type ServerSideEncryptionByDefault,
} from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { didNotPass } from '../../../domain/checks/check';
import { keepStatements, keepVaultStatements } from '../../../domain/objects/keep-policy';
import { lockDays, RENEWAL_KEYS } from '../../../domain/objects/lock-renewal';
import { READINESS, type ReadinessReport } from '../../../domain/readiness/readiness';
import { VERIFIED_KEY } from '../../../domain/readiness/verified-restore';
import { type Baseline, baselineKey, baselinePrefix } from '../../../domain/references/baseline';
import { heartbeatKey } from '../../../domain/workflow/heartbeat';
import { renewLocksOf } from '../../../lambda/object-locks/renew-locks';
import { type WatchReadinessEnvironment, watchReadiness, worldOf } from '../../../lambda/schedules/watch-readiness';
import { PegasusEnvironment } from '../../../lib';
import type { Deployed } from '../../../local/aws/cloudformation/deploy';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../local/aws/service';
import type { Stage } from '../../../local/drill/model';
import { setStage, withDatabase } from '../../../local/drill/stage';
import { eventually } from '../../../local/drill/wait';
import { HeartbeatRows } from '../../../runtime/database/heartbeat-rows';
import { Instances } from '../../../runtime/database/rds/instances';
import { certificate } from '../../certificates/certificates';
import { startPostgres } from '../../postgres';

const MINUTE = 60_000;
const EVIDENCE = 'evidence';
const KEY = 'arn:aws:kms:us-east-1:000000000000:key/objects';
const [COPY, COPY_KEY] = ['copy', 'arn:aws:kms:us-east-1:000000000000:key/copy'];
const TOPIC_KEY = 'arn:aws:kms:us-east-1:000000000000:key/topic';
const [VAULT, VAULT_KEY] = ['snapshots', 'arn:aws:kms:us-east-1:000000000000:key/vault'];
const KEEPERS = {
  breakGlass: 'arn:aws:iam::000000000000:role/break-glass',
  deployments: ['arn:aws:iam::000000000000:role/deploy'],
};

/** The application: how it answers to a restore. */
const AS_IT_SHOULD = { ready: '/health/ready', token: 'open sesame' as string | undefined, absent: 404 };
let answers = AS_IT_SHOULD;
const application: Server = createServer(({ url = '', method, headers }, response) => {
  const say = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (url === answers.ready) return say(200, { status: 'ready', mode: 'open' });
  const isDenied = answers.token !== undefined && headers.authorization !== `Bearer ${answers.token}`;
  if (method === 'DELETE' && isDenied) return say(401, { detail: 'token' });
  return say(url.startsWith('/lectures/') && method === 'GET' ? answers.absent : 404, { detail: 'none' });
});

let directory: string;
let aws: LocalAws;
let stage: Stage;
let variables: WatchReadinessEnvironment;
let published: { report: ReadinessReport; recoveryPointAge: number | undefined } | undefined;

/** A pair of stores that could be restored: real Postgres, real versions, heartbeats in both. */
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'readiness-'));
  aws = await startLocalAws({ directory, log: () => {} });
  Object.assign(process.env, aws.environment, { POWERTOOLS_LOG_LEVEL: 'SILENT' });
  stage = await setStage(aws);
  await stage.s3.send(new CreateBucketCommand({ Bucket: EVIDENCE }));
  const cutOver = await stage.secrets.send(new CreateSecretCommand({ Name: 'cut-over', SecretString: 'to come' }));
  const token = await stage.secrets.send(new CreateSecretCommand({ Name: 'token', SecretString: 'open sesame' }));
  await new Promise<void>((listening) => application.listen(0, '127.0.0.1', listening));
  variables = {
    APPLICATION_URL: `http://127.0.0.1:${(application.address() as AddressInfo).port}`,
    ALLOW_PRIVATE_ADDRESSES: 'true',
    WRITE_TOKEN_SECRET_ARN: token.ARN,
    CALLED_SERVICES: '["s3","rds","ecs"]',
    PAIR: 'Test/Backup',
    DATABASE_KIND: 'instance',
    EVIDENCE_BUCKET: EVIDENCE,
    PROTECTED_BUCKET: stage.bucket,
    OBJECT_PREFIX: stage.prefix,
    OBJECT_HISTORY_DAYS: '37',
    REPLICATION: 'wanted',
    DATABASE_IDENTIFIER: stage.databaseIdentifier,
    DATABASE_SECRET_ARN: stage.databaseSecretArn,
    REFERENCES: JSON.stringify([{ table: 'lectures', column: 'audio_path' }]),
    CUT_OVER: JSON.stringify({ kind: 'secret', secretArn: cutOver.ARN }),
    RETENTION_DAYS: '30',
    VERIFIED_WITHIN_DAYS: '31',
    BACKUP_BUCKET: JSON.stringify({
      bucket: COPY,
      prefix: '',
      historyDays: 37,
      locked: true,
      mode: 'COMPLIANCE',
      key: COPY_KEY,
    }),
    KEPT_BUCKETS: JSON.stringify({ keepers: KEEPERS, buckets: [{ bucket: `arn:aws:s3:::${stage.bucket}` }] }),
    SNAPSHOT_VAULT: VAULT,
    TRAFFIC_PARAMETER: '/traffic',
    SWITCHES: '[]',
    WANTED_EVENT_CONSUMERS: '[]',
    USABLE_KEYS: '{}',
    RESERVED_IN_LOW_TRAFFIC: '0',
    NOTIFICATION_TOPIC_ARN: aws.topics.create('restores', { key: TOPIC_KEY }),
    NOTIFICATION_KEY: TOPIC_KEY,
    RESTORE_CALLS: JSON.stringify([
      { role: 'arn:aws:iam::000000000000:role/restore', actions: ['rds:Restore', 's3:PutObject'], resource: 'arn:x' },
    ]),
  };
  aws.parameters.put('/traffic', '{"mode":"open","generation":0}');
  await aws.rds.takeAutomatedBackup(stage.databaseIdentifier);
  use('127.0.0.1');
  await replicate('Enabled');
  await stage.s3.send(new CreateBucketCommand({ Bucket: COPY, ObjectLockEnabledForBucket: true }));
  await lockCopy('COMPLIANCE', lockDays(37));
  await stage.s3.send(new PutObjectCommand({ Bucket: COPY, Key: 'audio/1', Body: 'x' }));
  await renewLocks(now());
  await deny(true);
  admitAlarms(true);
  for (const key of [COPY_KEY, VAULT_KEY, TOPIC_KEY]) aws.keys.states.set(key, 'Enabled');
  lockVault(30);
  await beatInDatabase();
  beatInBucket();
  await verified(1);
  await baseline(25);
});

afterAll(async () => {
  application.close();
  await aws.close();
  rmSync(directory, { recursive: true, force: true });
});

const now = () => Date.now();
const minutesBefore = (minutes: number) => new Date(now() - minutes * MINUTE);

/** The application's secret: where its database is. */
function use(host: string): void {
  const secret = JSON.parse(aws.secrets.value(stage.databaseSecretArn));
  aws.secrets.put('cut-over', JSON.stringify({ ...secret, host }));
}

async function beatInDatabase(): Promise<void> {
  await withDatabase(stage, (database) => new HeartbeatRows(database).add(`beat-${now()}`));
}

/** One more version of the heartbeat object, as S3 would show it after (or before) its replication. */
function beatInBucket({ status = 'COMPLETED', minutesAgo = 16, writtenMinutesAgo = 0 }: Beat = {}): void {
  const body = JSON.stringify({ id: 'beat', writtenAt: minutesBefore(writtenMinutesAgo).toISOString() });
  const description = { 'x-amz-replication-status': status };
  const versions = [{ at: minutesBefore(minutesAgo), body, description }];
  aws.s3.seed(stage.bucket, [{ key: heartbeatKey(stage.prefix), versions }]);
}

interface Beat {
  readonly status?: string;
  readonly minutesAgo?: number;
  readonly writtenMinutesAgo?: number;
}

/** A function that hears of uploads, or of all that is stored. */
async function notify(Events: Event[]): Promise<void> {
  const LambdaFunctionArn = 'arn:aws:lambda:us-east-1:000000000000:function:transcribe';
  const NotificationConfiguration = { LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events }] };
  await stage.s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket: stage.bucket, NotificationConfiguration }),
  );
}

async function replicate(Status: 'Enabled' | 'Disabled'): Promise<void> {
  const rule = {
    ID: 'copy',
    Status,
    Priority: 1,
    Filter: { Prefix: '' },
    Destination: { Bucket: 'arn:aws:s3:::copy' },
  };
  const ReplicationConfiguration = {
    Role: 'arn:aws:iam::000000000000:role/replication',
    Rules: [{ ...rule, DeleteMarkerReplication: { Status: 'Enabled' as const } }],
  };
  await stage.s3.send(new PutBucketReplicationCommand({ Bucket: stage.bucket, ReplicationConfiguration }));
}

/** The default of the copy: what is written to it is locked so. */
async function lockCopy(Mode: 'GOVERNANCE' | 'COMPLIANCE', Days: number): Promise<void> {
  const Rule = { DefaultRetention: { Mode, Days } };
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const, Rule };
  await stage.s3.send(new PutObjectLockConfigurationCommand({ Bucket: COPY, ObjectLockConfiguration }));
}

/** @param at milliseconds: when it looks */
async function renewLocks(at: number): Promise<void> {
  const execution = `at-${at}`;
  await renewLocksOf(stage.s3, { bucket: COPY, historyDays: 37, execution, hasTime: () => true, now: at });
}

/** Lifts the lock of one object in 'governance', as who may bypass it can. */
async function lift(): Promise<void> {
  await lockCopy('GOVERNANCE', lockDays(37));
  await stage.s3.send(new PutObjectCommand({ Bucket: COPY, Key: 'audio/lifted', Body: 'x' }));
  await renewLocks(now());
  const lifted = { Bucket: COPY, Key: 'audio/lifted', BypassGovernanceRetention: true };
  await stage.s3.send(new PutObjectRetentionCommand({ ...lifted, Retention: {} }));
  await lockCopy('COMPLIANCE', lockDays(37));
}

/** As who may write to the copy can. */
async function alterRenewal(change: object): Promise<void> {
  const at = { Bucket: COPY, Key: RENEWAL_KEYS.ended };
  const found = await stage.s3.send(new GetObjectCommand(at));
  const Body = JSON.stringify({ ...JSON.parse(await found.Body!.transformToString()), ...change });
  await stage.s3.send(new PutObjectCommand({ ...at, Body }));
}

async function deny(settings: boolean): Promise<void> {
  const statements = keepStatements({ bucket: `arn:aws:s3:::${stage.bucket}` }, KEEPERS);
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: settings ? statements : statements.slice(0, 1) });
  await stage.s3.send(new PutBucketPolicyCommand({ Bucket: stage.bucket, Policy }));
}

const lockVault = (minRetentionDays: number | undefined, statements = keepVaultStatements(KEEPERS)) =>
  aws.vaults.vaults.set(VAULT, {
    minRetentionDays,
    key: VAULT_KEY,
    policy: statements.length === 0 ? undefined : JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  });

async function keepCopies(NoncurrentDays: number): Promise<void> {
  const rule = { ID: 'short', Status: 'Enabled' as const, Filter: { Prefix: '' } };
  const LifecycleConfiguration = { Rules: [{ ...rule, NoncurrentVersionExpiration: { NoncurrentDays } }] };
  await stage.s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket: COPY, LifecycleConfiguration }));
}

async function verified(daysAgo: number): Promise<void> {
  const finishedAt = minutesBefore(daysAgo * 24 * 60).toISOString();
  const Body = JSON.stringify({ runId: 'drill-1', mode: 'drill', finishedAt });
  await stage.s3.send(new PutObjectCommand({ Bucket: EVIDENCE, Key: VERIFIED_KEY, Body }));
}

async function baseline(hoursAgo: number, checked = 7): Promise<void> {
  const takenAt = minutesBefore(hoursAgo * 60).toISOString();
  const source = { identifier: stage.databaseIdentifier, resourceId: 'db-1' };
  const taken: Baseline = { version: 1, takenAt, source, checked, broken: [] };
  const Body = JSON.stringify(taken);
  await stage.s3.send(new PutObjectCommand({ Bucket: EVIDENCE, Key: baselineKey(taken), Body }));
}

async function forgetBaselines(): Promise<void> {
  const Prefix = baselinePrefix(stage.databaseIdentifier);
  const { Contents = [] } = await stage.s3.send(new ListObjectsV2Command({ Bucket: EVIDENCE, Prefix }));
  for (const { Key } of Contents) await stage.s3.send(new DeleteObjectCommand({ Bucket: EVIDENCE, Key }));
}

function admitAlarms(admitted: boolean): void {
  const Principal = { Service: admitted ? 'cloudwatch.amazonaws.com' : 's3.amazonaws.com' };
  const statement = { Effect: 'Allow', Principal, Action: ['kms:GenerateDataKey*', 'kms:Decrypt'] };
  aws.keys.policies.set(TOPIC_KEY, { Statement: [statement] });
}

const encrypt = (rule: ServerSideEncryptionByDefault): Promise<unknown> =>
  stage.s3.send(
    new PutBucketEncryptionCommand({
      Bucket: stage.bucket,
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: rule }] },
    }),
  );

async function modify(change: object): Promise<void> {
  const DBInstanceIdentifier = stage.databaseIdentifier;
  await stage.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, ApplyImmediately: true, ...change }));
  await eventually('the database', async () => {
    const { DBInstances } = await stage.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
    return DBInstances?.[0]?.DBInstanceStatus === 'available' || undefined;
  });
}

async function keepHistory(NoncurrentDays: number): Promise<void> {
  const rule = { ID: 'tidy', Status: 'Enabled' as const, Filter: { Prefix: '' } };
  const LifecycleConfiguration = { Rules: [{ ...rule, NoncurrentVersionExpiration: { NoncurrentDays } }] };
  await stage.s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket: stage.bucket, LifecycleConfiguration }));
}

/** The watch as its handler runs it, but for the clock and where the metrics go. */
async function watch(more: Partial<ReturnType<typeof worldOf>> = {}): Promise<ReadinessReport> {
  const metrics = {
    publish: (report: ReadinessReport, recoveryPointAge: number | undefined) => {
      published = { report, recoveryPointAge };
    },
  };
  return await watchReadiness({ ...worldOf(variables), metrics, ...more });
}

const redIn = ({ checks }: ReadinessReport) => checks.filter(didNotPass).map(({ name }) => name);

test('stores that could be restored are ready in every check', async () => {
  const report = await watch();
  expect(redIn(report)).toEqual([]);
  expect(report.checks.filter(({ outcome }) => outcome === 'not applicable')).toMatchObject([
    { name: 'BucketEvents', observed: expect.stringMatching(/^no function, queue, topic or rule hears/) },
  ]);
  expect(published).toMatchObject({ report, recoveryPointAge: expect.any(Number) });
  expect(published!.recoveryPointAge).toBeLessThan(60);
});

test('what was found stands in the evidence bucket', async () => {
  const report = await watch();
  const found = await stage.s3.send(new GetObjectCommand({ Bucket: EVIDENCE, Key: 'readiness/latest.json' }));
  expect(JSON.parse(await found.Body!.transformToString())).toEqual(report);
});

/** Breaks one thing, and mends it again. */
const BROKEN: Readonly<Record<string, { break: () => unknown; mend: () => unknown }>> = {
  RestoreRoles: { break: () => aws.roles.denied.add('s3:PutObject'), mend: () => aws.roles.denied.clear() },
  AccountQuotas: {
    break: () => {
      aws.rds.mostInstances = 1;
    },
    mend: () => {
      aws.rds.mostInstances = 40;
    },
  },
  // The same server under another name: as after a cut-over.
  DatabaseInUse: { break: () => use('localhost'), mend: () => use('127.0.0.1') },
  CutOver: {
    break: () => aws.secrets.startRotation('cut-over', aws.secrets.value('cut-over')),
    // As the advice says it.
    mend: async () => {
      const { VersionIdsToStages = {} } = await stage.secrets.send(new DescribeSecretCommand({ SecretId: 'cut-over' }));
      const [pending] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSPENDING'))!;
      await stage.secrets.send(
        new UpdateSecretVersionStageCommand({
          SecretId: 'cut-over',
          VersionStage: 'AWSPENDING',
          RemoveFromVersionId: pending,
        }),
      );
    },
  },
  ApplicationAnswers: {
    break: () => {
      answers = { ...AS_IT_SHOULD, token: 'another' };
    },
    mend: () => {
      answers = AS_IT_SHOULD;
    },
  },
  // The watch itself calls nothing of ECS.
  Network: {
    break: () => {
      process.env.AWS_ENDPOINT_URL_ECS = 'http://127.0.0.1:1';
    },
    mend: () => {
      delete process.env.AWS_ENDPOINT_URL_ECS;
    },
  },
  EncryptionKeys: {
    break: () => {
      aws.keys.states.set(KEY, 'PendingDeletion');
      return encrypt({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY });
    },
    mend: () => encrypt({ SSEAlgorithm: 'AES256' }),
  },
  Notifications: { break: () => admitAlarms(false), mend: () => admitAlarms(true) },
  SubnetGroup: {
    break: () => {
      const gone = { status: 404, code: 'DBSubnetGroupNotFoundFault', message: 'gone' };
      aws.rds.intercept = (action) => (action === 'DescribeDBSubnetGroups' ? gone : undefined);
    },
    mend: () => {
      aws.rds.intercept = undefined;
    },
  },
  BackupRetention: {
    break: () => modify({ BackupRetentionPeriod: 29 }),
    mend: () => modify({ BackupRetentionPeriod: 30 }),
  },
  DeletionProtection: {
    break: () => modify({ DeletionProtection: false }),
    mend: () => modify({ DeletionProtection: true }),
  },
  ObjectHistory: { break: () => keepHistory(36), mend: () => keepHistory(37) },
  Replication: { break: () => replicate('Disabled'), mend: () => replicate('Enabled') },
  ReplicationLag: { break: () => beatInBucket({ status: 'PENDING' }), mend: () => beatInBucket() },
  BucketEvents: { break: () => notify(['s3:ObjectCreated:*']), mend: () => notify(['s3:ObjectCreated:Put']) },
  DatabaseHeartbeat: {
    break: () => withDatabase(stage, (database) => database.query('delete from pegasus_backup.heartbeat')),
    mend: beatInDatabase,
  },
  BucketHeartbeat: { break: () => beatInBucket({ writtenMinutesAgo: 6 }), mend: () => beatInBucket() },
  ReferenceBaseline: { break: forgetBaselines, mend: () => baseline(25) },
  VerifiedRestore: { break: () => verified(32), mend: () => verified(1) },
};

test.each(Object.entries(BROKEN))('%s alone is not ready when it is broken', async (name, { break: breakIt, mend }) => {
  await breakIt();
  const broken = await watch();
  await mend();
  expect(redIn(broken)).toEqual([name]);
  expect(redIn(await watch())).toEqual([]);
});

describe('F101 the application would not answer a restore', () => {
  const seen = async (how: object, more: Partial<WatchReadinessEnvironment> = {}) => {
    answers = { ...AS_IT_SHOULD, ...how };
    const { application, traffic } = worldOf({ ...variables, ...more });
    const report = await watch({ application, traffic });
    answers = AS_IT_SHOULD;
    return report.checks.find(({ name }) => name === 'ApplicationAnswers');
  };

  test.each<[string, object, Partial<WatchReadinessEnvironment>, RegExp]>([
    ['its base URL leads to no readiness path', { ready: '/healthz' }, {}, /^`GET \/health\/ready` answered 404/],
    ['its token is another', { token: 'another' }, {}, /^`DELETE .*401.*secret of `writeToken`$/],
    ['it wants a token', {}, { WRITE_TOKEN_SECRET_ARN: undefined }, /give `writeToken` of the application$/],
    [
      'it is at a private address',
      {},
      { ALLOW_PRIVATE_ADDRESSES: undefined, APPLICATION_URL: 'https://10.0.0.5' },
      /^none of 4 calls was answered: .*set `allowPrivateAddresses`/,
    ],
    [
      'its name leads nowhere',
      {},
      { APPLICATION_URL: 'https://pegasus.invalid' },
      /^none of 4 calls was answered: [^;]*pegasus\.invalid[^;]*$/,
    ],
    ['a lecture that is not there is answered', { absent: 200 }, {}, /404 is needed .* the smoke job would fail/],
  ])('%s: said before an incident', async (_what, how, more, observed) => {
    expect(await seen(how, more)).toMatchObject({ outcome: 'failed', observed: expect.stringMatching(observed) });
  });

  test('nor would one whose token nobody can read', async () => {
    const gone = { WRITE_TOKEN_SECRET_ARN: `${variables.WRITE_TOKEN_SECRET_ARN}-gone` };
    expect(await seen({}, gone)).toMatchObject({ outcome: 'unknown' });
  });

  test('one that takes no token is as good', async () => {
    const none = { WRITE_TOKEN_SECRET_ARN: undefined };
    expect(await seen({ token: undefined }, none)).toMatchObject({ outcome: 'passed', observed: '4 calls answered' });
  });
});

test('what handlers cannot reach is named, with what to add; the database too', async () => {
  process.env.AWS_ENDPOINT_URL_S3 = 'http://127.0.0.1:1';
  const { reached } = worldOf(variables);
  use('localhost');
  const found = (await reached()).map(({ what, why }) => `${what}${why === undefined ? '' : `: ${why}`}`);
  delete process.env.AWS_ENDPOINT_URL_S3;
  use('127.0.0.1');
  expect(found).toEqual(['the database', 'the database', 's3: ECONNREFUSED', 'rds', 'ecs']);
  expect((await worldOf(variables).reached()).map(({ what }) => what)).toEqual(['the database', 's3', 'rds', 'ecs']);
});

const DAY = 24 * 60 * MINUTE;

/** What an administrator can take away; each is seen by the next look, and named. */
const TAKEN: readonly (readonly [string, string, () => unknown, () => unknown, RegExp])[] = [
  [
    'the lifecycle of the copy is shortened',
    'BackupBucket',
    () => keepCopies(1),
    () => keepCopies(37),
    /^copy: the lifecycle rule 'short' removes noncurrent versions after 1 days: raise it to 37$/,
  ],
  [
    'the copy is locked in a weaker mode',
    'BackupBucket',
    () => lockCopy('GOVERNANCE', lockDays(37)),
    () => lockCopy('COMPLIANCE', lockDays(37)),
    /^copy: .* under GOVERNANCE, which can be bypassed: set its default retention to COMPLIANCE, 47 days$/,
  ],
  [
    'the copy is locked for fewer days',
    'BackupBucket',
    () => lockCopy('COMPLIANCE', lockDays(37) - 1),
    () => lockCopy('COMPLIANCE', lockDays(37)),
    /^copy: what is written to it is locked for 46 days: set its default retention to COMPLIANCE, 47 days$/,
  ],
  [
    'the locks are not renewed any more',
    'BackupBucket',
    () => renewLocks(now() - 12 * DAY),
    () => renewLocks(now()),
    /^copy: its locks were last renewed 12 days ago, and will end/,
  ],
  [
    'a lock is lifted',
    'BackupBucket',
    lift,
    () => renewLocks(now()),
    /^copy: 1 of 2 locked versions .* who has lifted/,
  ],
  [
    'the sample of the last renewal is emptied',
    'BackupBucket',
    () => alterRenewal({ sample: [] }),
    () => renewLocks(now()),
    /^copy: none of its \d+ versions could be looked at, because no lock of its sample lasts: start/,
  ],
  [
    'the locks of the sample are said to have ended',
    'BackupBucket',
    () => alterRenewal({ sample: [{ key: 'audio/1', versionId: 'x', until: minutesBefore(1).toISOString() }] }),
    () => renewLocks(now()),
    /^copy: none of its \d+ versions could be looked at/,
  ],
  [
    'the last renewal is dated in the future',
    'BackupBucket',
    () => alterRenewal({ endedAt: minutesBefore(-24 * 60).toISOString() }),
    () => renewLocks(now()),
    /^copy: the renewal of its locks of .* is from the future: find out what has written it/,
  ],
  [
    'the policy of the bucket is changed',
    'BucketPolicies',
    () => deny(false),
    () => deny(true),
    /lacks `KeepSettings`: add \{"Sid":"KeepSettings","Effect":"Deny".*"s3:PutLifecycleConfiguration".*role\/break-glass/,
  ],
  [
    'the policy of the bucket is taken away',
    'BucketPolicies',
    () => stage.s3.send(new DeleteBucketPolicyCommand({ Bucket: stage.bucket })),
    () => deny(true),
    /lacks `KeepVersions`: add .*; .* lacks `KeepSettings`/,
  ],
  [
    'the lock of the vault is lifted',
    'SnapshotVault',
    () => lockVault(undefined),
    () => lockVault(30),
    /^snapshots is not locked, so that its snapshots can be deleted/,
  ],
  [
    'the lock of the vault is shortened',
    'SnapshotVault',
    () => lockVault(29),
    () => lockVault(30),
    /^the lock of snapshots keeps snapshots for 29 days, but 30 are needed/,
  ],
  [
    'the access policy of the vault is taken away',
    'SnapshotVault',
    () => lockVault(30, []),
    () => lockVault(30),
    /^the access policy of snapshots lacks `KeepRecoveryPoints`: add .*; .* lacks `KeepVault`/,
  ],
  [
    'another role may delete recovery points',
    'SnapshotVault',
    () => lockVault(30, keepVaultStatements({ ...KEEPERS, breakGlass: 'arn:aws:iam::000000000000:role/*' })),
    () => lockVault(30),
    /^the access policy of snapshots lacks `KeepRecoveryPoints`: add \{.*"backup:DeleteRecoveryPoint"/,
  ],
  [
    'the vault is deleted',
    'SnapshotVault',
    () => aws.vaults.vaults.delete(VAULT),
    () => lockVault(30),
    /^there is no vault snapshots/,
  ],
  [
    'the key of the copy is disabled',
    'EncryptionKeys',
    () => aws.keys.states.set(COPY_KEY, 'Disabled'),
    () => aws.keys.states.set(COPY_KEY, 'Enabled'),
    /^the key .*key\/copy of the copy is Disabled: enable it/,
  ],
  [
    'the key of the vault is to be deleted',
    'EncryptionKeys',
    () => aws.keys.states.set(VAULT_KEY, 'PendingDeletion'),
    () => aws.keys.states.set(VAULT_KEY, 'Enabled'),
    /^the key .*key\/vault of the vault is PendingDeletion: cancel its deletion now/,
  ],
];

test.each(TAKEN)('F118 %s: %s is not ready, and nothing else', async (_, name, take, giveBack, observed) => {
  await take();
  const taken = await watch();
  await giveBack();
  expect(redIn(taken)).toEqual([name]);
  expect(taken.checks.find((check) => check.name === name)!.observed).toMatch(observed);
  expect(redIn(await watch())).toEqual([]);
});

test('a pair without copy, break-glass role and vault has nothing to lose', async () => {
  const { BACKUP_BUCKET, KEPT_BUCKETS, SNAPSHOT_VAULT, ...without } = variables;
  const { checks } = await watchReadiness({ ...worldOf(without), metrics: { publish: () => {} } });
  const names = ['BackupBucket', 'BucketPolicies', 'SnapshotVault'];
  const outcomes = checks.filter(({ name }) => names.includes(name)).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['not applicable', 'not applicable', 'not applicable']);
});

test('F91 a rule of EventBridge that hears of the bucket is not ready, until it is wanted or held back; nor is one that may not be listed', async () => {
  await stage.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: stage.bucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
  const seen = async (more: Partial<WatchReadinessEnvironment>) => {
    const { checks } = await watchReadiness({ ...worldOf({ ...variables, ...more }), metrics: { publish: () => {} } });
    return checks.find(({ name }) => name === 'BucketEvents')!;
  };
  expect(await seen({})).toMatchObject({ outcome: 'not applicable' });
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:transcribe';
  aws.rules.create({ name: 'uploads', pattern: { source: ['aws.s3'] }, targets: [{ id: 'f', arn }] });
  expect(await seen({})).toMatchObject({
    outcome: 'failed',
    observed: expect.stringMatching(/^rule uploads \(to .*:transcribe\) hears .*TrafficSwitch\.rule/),
  });
  const rule = 'arn:aws:events:us-east-1:000000000000:rule/uploads';
  expect(await seen({ WANTED_EVENT_CONSUMERS: JSON.stringify([rule]) })).toMatchObject({ outcome: 'passed' });
  expect(await seen({ SWITCHES: '[{"kind":"rule","name":"uploads"}]' })).toMatchObject({ outcome: 'passed' });
  aws.rules.denied = 'not authorized to perform: events:ListRules';
  expect(await seen({})).toMatchObject({
    outcome: 'unknown',
    observed: expect.stringContaining('not authorized to perform: events:ListRules'),
  });
  aws.rules.clear();
  await notify(['s3:ObjectCreated:Put']);
});

test('F85 F86 a reference that a restore would stop at is not ready before there is one', async () => {
  const misspelt = { ...variables, REFERENCES: JSON.stringify([{ table: 'lecturs', column: 'audio_path' }]) };
  const report = await watch({ references: worldOf(misspelt).references });
  expect(redIn(report)).toEqual(['ReferenceBaseline']);
  expect(report.checks).toContainEqual(
    expect.objectContaining({ observed: 'lecturs does not exist; the nearest name is lectures' }),
  );
});

test('a database for whose server no authority vouches is unknown, with what to do: of a stack whose Region is not known at synth', async () => {
  const database = await startPostgres({ key: certificate('server.key'), cert: certificate('server.crt') });
  const server = { ...database.secret, host: 'localhost', sslmode: 'verify-full' };
  const { ARN } = await stage.secrets.send(
    new CreateSecretCommand({ Name: 'untrusted', SecretString: JSON.stringify(server) }),
  );
  const CUT_OVER = JSON.stringify({ kind: 'secret', secretArn: ARN });
  const { heartbeatRow, references } = worldOf({ ...variables, DATABASE_SECRET_ARN: ARN!, CUT_OVER });
  const { checks } = await watch({ heartbeatRow, references });
  await database.close();
  const unknown = checks.filter(({ outcome }) => outcome === 'unknown');
  expect(unknown.map(({ name }) => name)).toEqual(['DatabaseHeartbeat', 'ReferenceBaseline']);
  for (const { observed } of unknown) expect(observed).toMatch(/localhost is not trusted.*`certificateAuthorities`/);
});

test.each([
  // The account, what low traffic reserves, and whether Lambda lets it.
  [10, 0, true],
  [10, 1, false],
  [101, 1, true],
  [101, 2, false],
  [1_000, 900, true],
])(
  'F109 in an account with %d concurrent functions, a reservation of %d in low traffic: %s',
  async (limit, low, room) => {
    const { concurrency } = aws.functions;
    concurrency.ofAccount = limit;
    const { quotas } = worldOf({ ...variables, RESERVED_IN_LOW_TRAFFIC: String(low) });
    const { checks } = await watch({ quotas });
    concurrency.ofAccount = Number.POSITIVE_INFINITY;
    const found = checks.find(({ name }) => name === 'AccountQuotas');
    expect(found?.outcome).toBe(room ? 'passed' : 'failed');
    if (!room)
      expect(found?.observed).toContain(`(100 stay unreserved): 0 of ${limit === 10 ? 0 : 1} are taken, ${low} more`);
  },
);

describe('F107 a key of a store that the app did not know', () => {
  const INSIGHTS = 'arn:aws:kms:us-east-1:000000000000:key/insights';
  const keysWith = async (usable: object, more: Partial<ReturnType<typeof worldOf>> = {}) => {
    const { usableKeys } = worldOf({ ...variables, USABLE_KEYS: JSON.stringify(usable) });
    return (await watch({ usableKeys, ...more })).checks.find(({ name }) => name === 'EncryptionKeys');
  };

  test('is named before an incident, of the bucket; given, it is ready, and so is the one of AWS', async () => {
    aws.keys.states.set(KEY, 'Enabled');
    await encrypt({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY });
    const [foreign, given] = [await keysWith({ bucket: [] }), await keysWith({ bucket: [KEY] })];
    await encrypt({ SSEAlgorithm: 'aws:kms' });
    const ofAws = await keysWith({ bucket: [] });
    await encrypt({ SSEAlgorithm: 'AES256' });
    expect(foreign).toMatchObject({
      outcome: 'failed',
      observed: expect.stringContaining(`no handler may use the key ${KEY} of the bucket`),
    });
    expect([given?.outcome, ofAws?.outcome]).toEqual(['passed', 'passed']);
  });

  test('is ready where its alias was given, and no longer when that stands for another key', async () => {
    const ALIAS = 'arn:aws:kms:us-east-1:000000000000:alias/ours';
    aws.keys.states.set(KEY, 'Enabled');
    aws.keys.states.set(INSIGHTS, 'Enabled');
    await encrypt({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY });
    const outcomes = [];
    for (const key of [KEY, INSIGHTS]) {
      aws.keys.aliases.set(ALIAS, key);
      outcomes.push((await keysWith({ bucket: [ALIAS] }))?.outcome);
    }
    await encrypt({ SSEAlgorithm: 'AES256' });
    expect(outcomes).toEqual(['passed', 'failed']);
  });

  test('and that of the topic is ready by its alias, too', async () => {
    const ALIAS = 'arn:aws:kms:us-east-1:000000000000:alias/of-topic';
    aws.keys.aliases.set(ALIAS, TOPIC_KEY);
    const { topic } = worldOf({ ...variables, NOTIFICATION_KEY: ALIAS });
    const { checks } = await watch({ topic });
    expect(checks.find(({ name }) => name === 'Notifications')?.outcome).toBe('passed');
  });

  test.each(['performanceInsightsKey', 'instance2.performanceInsightsKey'])('nor that of %s', async (setting) => {
    aws.keys.states.set(INSIGHTS, 'Enabled');
    const { database } = worldOf(variables);
    const described = await database.describe();
    const settings = { ...described.settings, [setting]: INSIGHTS };
    const more = { database: { ...database, describe: async () => ({ ...described, settings }) } };
    expect(await keysWith({ 'Performance Insights': [] }, more)).toMatchObject({
      outcome: 'failed',
      observed: expect.stringContaining('`performanceInsightsEncryptionKey`'),
    });
    expect((await keysWith({ 'Performance Insights': [INSIGHTS] }, more))?.outcome).toBe('passed');
  });
});

test('F112 a baseline is read, not believed by its name; one that has compared nothing is none', async () => {
  const newest = async () => (await watch()).checks.find(({ name }) => name === 'ReferenceBaseline');
  const Key = `${baselinePrefix(stage.databaseIdentifier)}${minutesBefore(1).toISOString()}.json`;
  await stage.s3.send(new PutObjectCommand({ Bucket: EVIDENCE, Key, Body: '{}' }));
  expect(await newest()).toMatchObject({
    outcome: 'unknown',
    observed: expect.stringMatching(/is not what a step writes .* Delete the object/),
  });
  await stage.s3.send(new DeleteObjectCommand({ Bucket: EVIDENCE, Key }));
  await baseline(-24 * 365);
  expect(await newest()).toMatchObject({ outcome: 'unknown', observed: expect.stringMatching(/is from the future/) });
  await forgetBaselines();
  await baseline(1, 0);
  expect(await newest()).toMatchObject({
    outcome: 'failed',
    observed: expect.stringMatching(/no row referred to an object: a restore would be refused/),
  });
  await forgetBaselines();
  await baseline(25);
  const none = [{ table: 'no_such', column: 'path', optional: true }];
  const { references } = worldOf({ ...variables, REFERENCES: JSON.stringify(none) });
  const report = await watch({ references });
  expect(redIn(report)).toEqual(['ReferenceBaseline']);
  expect(report.checks).toContainEqual(
    expect.objectContaining({ observed: expect.stringMatching(/^no reference is in the database/) }),
  );
});

test.each([
  ['LatestRestorableTime', 16],
  ['DailySnapshot', 27 * 60],
])('%s alone is not ready when it stands still', async (name, minutes) => {
  const { database } = worldOf(variables);
  const stopped = new Date(now() - minutes * MINUTE).toISOString();
  const described = {
    ...(await database.describe()),
    ...(name === 'LatestRestorableTime' && { latestRestorableTime: stopped }),
  };
  const snapshots = (await database.snapshots()).map((snapshot) => ({ ...snapshot, databaseTime: stopped }));
  const report = await watch({
    database: {
      ...database,
      describe: async () => described,
      ...(name === 'DailySnapshot' && { snapshots: async () => snapshots }),
    },
  });
  expect(redIn(report)).toEqual([name]);
});

test('F64 what nobody can find out is not ready, and keeps no other check from being carried out', async () => {
  aws.rds.intercept = () => ({ status: 403, code: 'AccessDenied', message: 'no' });
  const report = await watch();
  aws.rds.intercept = undefined;
  expect(report.checks.filter(didNotPass).map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    'AccountQuotas unknown',
    'DatabaseInUse unknown',
    'EncryptionKeys unknown',
    'SubnetGroup unknown',
    'LatestRestorableTime unknown',
    'BackupRetention unknown',
    'DeletionProtection unknown',
    'DailySnapshot unknown',
  ]);
  expect(published!.recoveryPointAge).toBeUndefined();
});

test('a database that is gone is not ready, and is named', async () => {
  const report = await watchReadiness({
    ...worldOf({ ...variables, DATABASE_IDENTIFIER: 'gone' }),
    metrics: { publish: () => {} },
  });
  expect(report.checks.find(({ name }) => name === 'BackupRetention')).toMatchObject({
    outcome: 'unknown',
    observed: 'RDS knows no database `gone`: it was deleted or renamed, or is in another region.',
  });
});

test('a database that no restore could bring back is not ready, and says why', async () => {
  const described = await worldOf(variables).database.describe();
  const unfit = 'is a read replica of main: give the database that it follows';
  const asked = jest.spyOn(Instances.prototype, 'describe').mockResolvedValue({ ...described, unfit });
  const { checks } = await watch();
  asked.mockRestore();
  expect(checks.find(({ name }) => name === 'BackupRetention')).toMatchObject({
    outcome: 'unknown',
    observed: `The database \`${stage.databaseIdentifier}\` ${unfit}.`,
  });
});

test('an evidence bucket that cannot be written does not silence the metrics', async () => {
  published = undefined;
  const evidence = { putJson: () => Promise.reject(new Error('denied')) };
  await expect(watch({ evidence })).rejects.toThrow('denied');
  expect(published).toBeDefined();
});

test('while traffic is frozen no heartbeat is missed', async () => {
  await stage.ssm.send(
    new PutParameterCommand({
      Name: '/traffic',
      Value: '{"mode":"frozen","generation":1}',
      Type: 'String',
      Overwrite: true,
    }),
  );
  beatInBucket({ writtenMinutesAgo: 60 });
  const report = await watch({ application: () => Promise.reject(new Error('it was asked')) });
  beatInBucket();
  await stage.ssm.send(
    new PutParameterCommand({
      Name: '/traffic',
      Value: '{"mode":"open","generation":1}',
      Type: 'String',
      Overwrite: true,
    }),
  );
  expect(redIn(report)).toEqual([]);
});

describe('deployed as it is synthesised', () => {
  let deployed: Deployed;
  beforeAll(async () => {
    const app = new App({ outdir: join(directory, 'cdk.out') });
    new PegasusEnvironment(app, 'Watched', {
      env: { account: LOCAL_ACCOUNT, region: LOCAL_REGION },
      settings: {
        baseUrl: variables.APPLICATION_URL,
        allowPrivateAddresses: true,
        existingDatabase: {
          instanceIdentifier: stage.databaseIdentifier,
          credentialsSecretArn: stage.databaseSecretArn,
        },
        existingBucket: { bucketName: stage.bucket },
      },
    });
    deployed = await aws.deploy(app.synth().directory, 'Watched');
  });

  /** Invokes the one function of that name in the stack; gives its name and its answer. */
  async function invoke(part: string, event: object): Promise<{ name: string; payload: string }> {
    const name = Object.values(deployed.resources).find((id) => new RegExp(`^Watched-.*${part}Function`).test(id))!;
    const outcome = await aws.functions.invoke(name, JSON.stringify(event));
    if (!('payload' in outcome)) throw new Error(JSON.stringify(outcome));
    return { name, payload: outcome.payload };
  }

  test('the watch emits one metric for each check', async () => {
    answers = { ...AS_IT_SHOULD, token: undefined };
    const { name, payload } = await invoke('WatchReadiness', {});
    answers = AS_IT_SHOULD;
    // This stack has an evidence bucket of its own, with no baseline and no run in it.
    expect(redIn(JSON.parse(payload))).toEqual(['ReferenceBaseline', 'VerifiedRestore']);

    const log = readFileSync(join(directory, 'logs', `${name}.log`), 'utf8');
    const line = log.split('\n').find((text) => text.includes('CloudWatchMetrics'))!;
    const emitted = JSON.parse(line.replace(/^[^{]*/, ''));
    const [{ Namespace, Dimensions, Metrics }] = emitted._aws.CloudWatchMetrics;
    expect({ Namespace, Dimensions, Pair: emitted.Pair }).toEqual({
      Namespace: 'PegasusBackup',
      Dimensions: [['Pair']],
      Pair: 'Watched/Backup',
    });
    expect(Metrics.map((metric: { Name: string }) => metric.Name)).toEqual([...READINESS, 'RecoveryPointAge']);
    expect(emitted).toMatchObject({ VerifiedRestore: 0, RestoreRoles: 1, ObjectHistory: 1, DatabaseHeartbeat: 1 });
  });

  test('the check at deployment answers CloudFormation: ready, or what is missing', async () => {
    const answers: string[] = [];
    const formation = createServer((request, response) => {
      void text(request).then((body) => {
        answers.push(body);
        response.end();
      });
    });
    await new Promise<void>((resolve) => formation.listen(0, '127.0.0.1', resolve));
    const ResponseURL = `http://127.0.0.1:${(formation.address() as AddressInfo).port}/answer`;
    const Database = { Kind: 'instance', Identifier: stage.databaseIdentifier, RetentionDays: '30' };
    const Bucket = { Name: stage.bucket, Prefix: stage.prefix, HistoryDays: '37', Replication: 'wanted' };
    const event = { RequestType: 'Create', ResponseURL, StackId: 's', RequestId: 'r', LogicalResourceId: 'l' };
    try {
      await invoke('CheckStores', { ...event, ResourceProperties: { OnMissing: 'fail', Database, Bucket } });
      const more = { Database: { ...Database, RetentionDays: '35' }, Bucket: { ...Bucket, HistoryDays: '42' } };
      await invoke('CheckStores', { ...event, ResourceProperties: { OnMissing: 'fail', ...more } });
    } finally {
      await new Promise((resolve) => formation.close(resolve));
    }
    expect(answers.map((answer) => JSON.parse(answer))).toMatchObject([
      { Status: 'SUCCESS' },
      {
        Status: 'FAILED',
        Reason:
          'The imported stores are not ready for a restore:\n' +
          '- BackupRetention (failed): 30 days, but 35 are needed: set the backup retention to 35\n' +
          "- ObjectHistory (failed): the lifecycle rule 'tidy' removes noncurrent versions after 37 days: raise it to 42",
      },
    ]);
  });
});
