import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ALL_STEPS } from '../../../domain/workflow/workflow';
import { Replication, RestoreHook, RestoreHookTime, RestoreTesting } from '../../../lib';
import { bundleOf } from '../../../lib/handler/handler';
import { allowedTo, fixture, plain } from '../fixture';

const repeatWith = LambdaFunction.fromFunctionArn(
  new Stack(new App(), 'Application'),
  'Erase',
  'arn:aws:lambda:us-east-1:111111111111:function:erase',
);
const hook = (name: string, when: RestoreHookTime) =>
  RestoreHook.lambda(
    LambdaFunction.fromFunctionArn(
      new Stack(new App(), `Of${name}`),
      name,
      `arn:aws:lambda:us-east-1:111111111111:function:${name}`,
    ),
    { when },
  );
const template = fixture({
  backup: {
    restoreTesting: RestoreTesting.weekly(),
    replication: Replication.vault(),
    erasures: { tables: ['users'], repeatWith },
    hooks: [hook('queue', RestoreHookTime.AFTER_FREEZE), hook('index', RestoreHookTime.BEFORE_OPEN)],
  },
  objectCopies: {},
}).template();
const handlers = [
  ...ALL_STEPS,
  'WriteHeartbeat',
  'WriteManifest',
  'WriteBaseline',
  'WatchReadiness',
  'ValidateRestoreTest',
  'ReportStopped',
  'TakeDecision',
  'PlanObjectCopy',
  'CopyObjects',
  'VerifyObjectCopy',
  'ReplicateExisting',
  'RenewLocks',
  'InitializeTraffic',
] as const;

/** What the role of a handler allows; what it denies is in ../roles. */
function statementsOf(handler: string): { actions: readonly string[]; resources: string; condition: string }[] {
  return allowedTo(template, new RegExp(`${handler}Role`)).map(({ Action, Resource, Condition }) => ({
    actions: [Action].flat(),
    resources: [Resource].flat().map(plain).join(' '),
    condition: JSON.stringify(Condition ?? {}),
  }));
}

const handlersAllowed = (action: string): string[] =>
  handlers.filter((handler) => statementsOf(handler).some(({ actions }) => actions.includes(action)));

test('every handler has a role of its own', () => {
  const roles = Object.values(template.findResources('AWS::Lambda::Function'))
    .filter(({ Properties }) => Properties.TracingConfig)
    .map(({ Properties }) => plain(Properties.Role));
  expect(new Set(roles).size).toBe(handlers.length);
});

test('nobody may delete a version of an object, or change where versions are kept', () => {
  const granted = handlers.flatMap((handler) => statementsOf(handler).flatMap(({ actions }) => actions));
  expect(
    granted.filter((action) => /DeleteObjectVersion|PutBucketVersioning|PutLifecycle|DeleteBucket/.test(action)),
  ).toEqual([]);
  expect(granted.filter((action) => action.includes('*'))).toEqual([]);
});

test('F112 only who writes the plan or the report may sign, with that key alone, and no administrator', () => {
  const signing = ['PlanRestore', 'WriteReport', 'ReportStopped'];
  expect(handlersAllowed('kms:Sign')).toEqual(signing);
  for (const handler of signing) {
    const { resources } = statementsOf(handler).find(({ actions }) => actions.includes('kms:Sign'))!;
    expect(resources).toMatch(/function:BackupSigningKey[0-9A-F]{8}$/);
  }
  const keys = template.findResources('AWS::KMS::Key', { Properties: { KeyUsage: 'SIGN_VERIFY' } });
  const [key] = Object.values(keys);
  const denied = key!.Properties.KeyPolicy.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Deny');
  expect(denied).toEqual([expect.objectContaining({ Action: 'kms:Sign', Principal: { AWS: '*' } })]);
  const but: string[] = denied[0].Condition.ArnNotEquals['aws:PrincipalArn'].map((arn: object) => plain(arn));
  expect(signing.filter((handler) => !but.some((arn) => arn.includes(`${handler}Role`)))).toEqual([]);
  expect([but.length, key!.DeletionPolicy]).toEqual([3, 'RetainExceptOnCreate']);
});

test('reports are signed unless `signReports` is false: no key, no right, and the handlers know', () => {
  const unsigned = JSON.stringify(
    fixture({ backup: { signReports: false } })
      .template()
      .toJSON(),
  );
  for (const said of ['SIGN_VERIFY', 'kms:Sign', 'SIGNING_KEY_ARN']) expect(unsigned).not.toContain(said);
});

test('F112 handlers are told what the template says of the source', () => {
  const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
  for (const step of ['PlanRestore', 'RestoreDatabase', 'AwaitDatabase', 'ConfigureDatabase']) {
    const [, { Properties }] = functions.find(([id]) => id.startsWith(`BackupHandlers${step}`))!;
    expect(JSON.parse(plain(Properties.Environment.Variables.KNOWN_SOURCE))).toEqual({
      publiclyAccessible: false,
      securityGroups: [expect.stringMatching(/^DatabaseSecurityGroup.*\.GroupId$/)],
      subnetGroup: expect.stringMatching(/^DatabaseSubnetGroup/),
    });
  }
});

test('F112 only who tears down may delete a database, and only one that a drill of this source made', () => {
  expect(handlersAllowed('rds:DeleteDBInstance')).toEqual(['TearDown', 'ReportStopped']);
  for (const handler of ['TearDown', 'ReportStopped']) {
    const { condition } = statementsOf(handler).find(({ actions }) => actions.includes('rds:DeleteDBInstance'))!;
    expect(JSON.parse(condition)).toEqual({
      StringEquals: {
        'aws:ResourceTag/pegasus-backup:source': { Ref: expect.stringMatching(/^Database/) },
        'aws:ResourceTag/pegasus-backup:candidate': ['drill'],
      },
    });
  }
});

test('F112 a database is changed only when a restore of this source made it and it is in no use, or a restore test of AWS Backup', () => {
  for (const handler of handlersAllowed('rds:ModifyDBInstance')) {
    const tag =
      handler === 'ValidateRestoreTest'
        ? '"aws:ResourceTag/awsbackup-restore-test":"false"'
        : '"aws:ResourceTag/pegasus-backup:candidate"';
    const onDatabases = statementsOf(handler).filter(
      ({ actions, resources }) => actions.includes('rds:ModifyDBInstance') && resources.includes(':db:'),
    );
    expect(onDatabases.length).toBeGreaterThan(0);
    for (const { condition } of onDatabases) expect(condition).toContain(tag);
  }
});

describe('the roles of features that a candidate gets', () => {
  const role = Role.fromRoleArn(new Stack(new App(), 'Elsewhere'), 'Import', 'arn:aws:iam::111111111111:role/import');
  const withRole = fixture({ database: { s3ImportRole: role } }).template();
  const granted = (of: Template) =>
    allowedTo(of, /./).filter(({ Action, Condition }) =>
      /AddRole|"rds.amazonaws.com"/.test(JSON.stringify([Action, Condition])),
    );

  test('may be passed where the source has them, those and no others', () =>
    expect(granted(withRole)).toEqual([
      expect.objectContaining({
        Action: 'rds:AddRoleToDBInstance',
        Condition: {
          StringEquals: {
            'aws:ResourceTag/pegasus-backup:source': expect.anything(),
            'aws:ResourceTag/pegasus-backup:candidate': ['incident', 'drill'],
          },
        },
      }),
      expect.objectContaining({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::111111111111:role/import' }),
    ]));

  test('are no business of a source that has none', () => expect(granted(template)).toEqual([]));
});

test('F112 only the cut-over takes a tag away, and only that of a candidate', () => {
  expect(handlersAllowed('rds:RemoveTagsFromResource')).toEqual(['OpenLowTraffic']);
  const { condition } = statementsOf('OpenLowTraffic').find(({ actions }) =>
    actions.includes('rds:RemoveTagsFromResource'),
  )!;
  expect(JSON.parse(condition)).toMatchObject({
    'ForAllValues:StringEquals': { 'aws:TagKeys': ['pegasus-backup:candidate'] },
  });
});

test('only RestoreDatabase may make a database, and must tag it', () => {
  expect(handlersAllowed('rds:RestoreDBInstanceToPointInTime')).toEqual(['RestoreDatabase']);
  const { condition } = statementsOf('RestoreDatabase').find(({ actions }) =>
    actions.includes('rds:RestoreDBInstanceToPointInTime'),
  )!;
  expect(condition).toContain('aws:RequestTag/pegasus-backup:source');
});

test('only RestoreObjects may write where the objects are, beside the heartbeat', () => {
  const writers = handlers.filter((handler) =>
    statementsOf(handler).some(
      ({ actions, resources }) => actions.includes('s3:PutObject') && resources.includes('pegasus/'),
    ),
  );
  expect(writers).toEqual(['RestoreObjects', 'WriteHeartbeat']);
  expect(handlersAllowed('s3:DeleteObject')).toEqual(['RestoreObjects']);
});

test('a daily snapshot writes to the dated prefixes and its own evidence, and deletes or marks nothing', () => {
  const written = (handler: string) =>
    statementsOf(handler)
      .filter(({ actions }) => actions.includes('s3:PutObject'))
      .map(({ resources }) => resources.replace(/^.*?\//, ''));
  expect(written('PlanObjectCopy')).toEqual(['object-copies/*']);
  expect(written('CopyObjects')).toEqual(['pegasus-*', 'object-copies/*']);
  expect(written('VerifyObjectCopy')).toEqual(['pegasus-*.json', 'object-copies/*']);
});

test('traffic is set by the five steps that may and by the report of a stopped run, made by a deployment, and read by the heartbeat', () => {
  expect(handlersAllowed('ssm:PutParameter')).toEqual([
    'FreezeWrites',
    'OpenLowTraffic',
    'ResumeTraffic',
    'DiagnoseFailure',
    'TearDown',
    'ReportStopped',
    'InitializeTraffic',
  ]);
  expect(handlersAllowed('ssm:DeleteParameter')).toEqual(['InitializeTraffic']);
  expect(handlersAllowed('ssm:GetParameter')).toContain('WriteHeartbeat');
});

test('only OpenLowTraffic may rewrite a secret', () => {
  expect(handlersAllowed('secretsmanager:PutSecretValue')).toEqual(['OpenLowTraffic']);
});

test('a bundle that is missing is an error that says what to run', () => {
  const empty = mkdtempSync(join(tmpdir(), 'pegasus-backup-'));
  expect(() => bundleOf('plan-restore', join(empty, 'lib', 'handler'))).toThrow(
    /The bundle of the handler 'plan-restore' is missing in .*dist\/handlers: run `npm run build`/,
  );
});

test('nobody but the manifest writes manifests, and it writes nothing else', () => {
  const writers = handlers.filter((handler) =>
    statementsOf(handler).some(
      ({ actions, resources }) => actions.includes('s3:PutObject') && /manifests/.test(resources),
    ),
  );
  expect(writers).toEqual(['WriteManifest']);
  const written = statementsOf('WriteManifest').filter(({ actions }) => actions.includes('s3:PutObject'));
  expect(written.map(({ resources }) => resources)).toEqual([expect.stringMatching(/manifests\/\*$/)]);
});

test('F118 evidence is locked by who writes it, what it writes, and for no longer than a year', () => {
  const locked = handlers.flatMap((handler) =>
    statementsOf(handler)
      .filter(({ actions, resources }) => actions.includes('s3:PutObjectRetention') && /Evidence/.test(resources))
      .map(({ resources, condition }) => [handler, resources.replace(/^.*?\//, ''), JSON.parse(condition)]),
  );
  const year = { NumericLessThanEquals: { 's3:object-lock-remaining-retention-days': '366' } };
  expect(locked).toEqual([
    ['PlanRestore', 'runs/*/plan.*', year],
    ['WriteReport', 'runs/*/report.*', year],
    ['WriteManifest', 'manifests/*', year],
    ['WriteBaseline', 'baselines/*', year],
    ['ReportStopped', 'runs/*/report.*', year],
  ]);
});

test('F119 rows of after the target time are written by RecordDataLoss, and read by no handler but for the list of erasures', () => {
  const reaches = (action: string) =>
    handlers.filter((handler) =>
      statementsOf(handler).some(
        ({ actions, resources }) =>
          actions.includes(action) &&
          resources.split(' ').some((resource) => /^[^/]*Evidence[^/]*\/(data-loss|\*)/.test(resource)),
      ),
    );
  expect(reaches('s3:PutObject')).toEqual(['ListErasures', 'RecordDataLoss']);
  expect(reaches('s3:GetObject')).toEqual(['RepeatErasures']);
  const [read] = statementsOf('RepeatErasures').filter(({ resources }) => /data-loss/.test(resources));
  expect(read!.resources).toMatch(/\/data-loss\/\*\/erasures\/\*$/);
});

test('looking for what was lost changes nothing but the evidence', () => {
  const actions = statementsOf('RecordDataLoss').flatMap((statement) => statement.actions);
  expect(
    actions.filter((action) => /^(rds|s3|secretsmanager|ssm):(Put|Delete|Modify|Create|Restore|Reboot)/.test(action)),
  ).toEqual(['s3:PutObject', 's3:PutObject']);
});

test('each function of the user is invoked by the step that is for it, and by no other', () => {
  const invoked = handlers.flatMap((handler) =>
    statementsOf(handler)
      .filter(({ actions }) => actions.includes('lambda:InvokeFunction'))
      .map(({ resources }) => [handler, resources.replace(/^.*:/, '')]),
  );
  expect(invoked).toEqual([
    ['RunAfterFreezeHooks', 'queue'],
    ['RunBeforeOpenHooks', 'index'],
    ['RepeatErasures', 'erase'],
  ]);
  for (const step of ['RunAfterFreezeHooks', 'RunBeforeOpenHooks']) {
    const actions = statementsOf(step).flatMap((statement) => statement.actions);
    const beside = actions.filter((action) => !/^(logs|xray|kms):/.test(action));
    expect(beside).toEqual(['lambda:InvokeFunction', 's3:PutObject']);
  }
});
