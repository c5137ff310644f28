import { App } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AuroraCluster } from '../../../examples/aurora/stack';
import { EcsApplication } from '../../../examples/ecs-application/stack';
import { SelfManaged } from '../../../examples/self-managed/stack';
import { PegasusEnvironment, RestoreTesting } from '../../../lib';
import { SOURCE_TAG } from '../../../lib/database/rds-permissions';
import { fixture } from '../fixture';
import type { Context } from './conditions';
import { evaluate } from './evaluate';
import { ask, databases, Pair, type Row } from './pair';
import { ACCOUNT, REGION } from './references';

const production = fixture({
  database: { instanceIdentifier: 'lectures' },
  backup: { approvalRequired: true, restoreTesting: RestoreTesting.weekly() },
  objectCopies: {},
});
const requester = new Role(production.stack, 'OnCall', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
const decider = new Role(production.stack, 'Lead', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
production.backup.grantStartRestore(requester);
production.backup.grantDecide(decider);

const STORAGE_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/storage`;

const pairs = {
  production: new Pair(production.stack),
  'an application on ECS': new Pair(new EcsApplication(new App(), 'Test')),
  'a cluster of Aurora': new Pair(new AuroraCluster(new App(), 'Test')),
  'a database on a server of its own': new Pair(new SelfManaged(new App(), 'Test')),
  'an imported database': new Pair(
    new PegasusEnvironment(new App(), 'Test', {
      env: { account: ACCOUNT, region: REGION },
      settings: {
        baseUrl: 'https://pegasus.example.com',
        existingDatabase: {
          instanceIdentifier: 'lectures',
          credentialsSecretArn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:database-AbCdEf`,
          storageKeyArn: STORAGE_KEY,
        },
        existingBucket: { bucketName: 'objects' },
      },
    }),
  ),
};
const of = pairs.production;
const bucket = of.policies.arn('AWS::S3::Bucket', /^Objects/);
const evidence = of.policies.arn('AWS::S3::Bucket', /^BackupEvidence/);
const secret = of.policies.arn('AWS::SecretsManager::Secret', /^DatabaseSecret/);
const restores = of.policies.arn('AWS::StepFunctions::StateMachine', /^BackupRestore/);
const decisions = of.policies.arn('AWS::StepFunctions::StateMachine', /^BackupDecisions/);
const executionOf = (stateMachine: string) => `${stateMachine.replace(':stateMachine:', ':execution:')}:run-1`;

/** Each row for each role of the backup: those that are named may, and all others may not. */
const holds = (pair: Pair, rows: readonly Row[]) =>
  test.each(rows)('%s', (_, request, may) => expect(pair.may(request)).toEqual([...may].sort()));

const DRIVERS = ['FreezeWrites', 'OpenLowTraffic', 'ResumeTraffic', 'DiagnoseFailure', 'TearDown', 'ReportStopped'];
const REMOVERS = ['TearDown', 'ReportStopped'];

describe('F116 databases, of an instance', () => {
  const { candidate, asDrill, asIncident, made, others, source } = databases('lectures', 'db');
  const group = `arn:aws:rds:${REGION}:${ACCOUNT}:pg:`;
  const ofBilling = { [`aws:RequestTag/${SOURCE_TAG}`]: 'billing' };
  const anyDatabase = ['rds:DeleteDBInstance', 'rds:ModifyDBInstance', 'rds:RebootDBInstance', 'rds:StopDBInstance'];
  holds(of, [
    ...others.flatMap(([what, arn, tags]) => [
      ...anyDatabase.map((action): Row => [`${action}: ${what}`, ask(action, arn, tags), []]),
      [`is tagged as a candidate: ${what}`, ask('rds:AddTagsToResource', arn, { ...tags, ...made }), []] as Row,
    ]),
    ['restores from the source', ask('rds:RestoreDBInstanceToPointInTime', source, made), ['RestoreDatabase']],
    ['restores under a new name', ask('rds:RestoreDBInstanceToPointInTime', candidate, made), ['RestoreDatabase']],
    ['tags what it makes', ask('rds:AddTagsToResource', candidate, made), ['RestoreDatabase']],
    [
      'keeps the tags of its source',
      ask('rds:AddTagsToResource', candidate, { ...made, 'aws:TagKeys': [SOURCE_TAG, 'environment'] }),
      ['RestoreDatabase'],
    ],
    [
      'tags it like AWS itself',
      ask('rds:AddTagsToResource', candidate, { ...made, 'aws:TagKeys': [SOURCE_TAG, 'aws:cloudformation:stack-id'] }),
      [],
    ],
    ['tags it as of another source', ask('rds:AddTagsToResource', candidate, { ...made, ...ofBilling }), []],
    ['tags it as of no source', ask('rds:AddTagsToResource', candidate, { 'aws:TagKeys': [SOURCE_TAG] }), []],
    ['makes it without its tag', ask('rds:RestoreDBInstanceToPointInTime', candidate), []],
    ['restores over another name', ask('rds:RestoreDBInstanceToPointInTime', `${source}-2`, made), []],
    [
      'tags it as a restore test of AWS Backup',
      ask('rds:AddTagsToResource', candidate, { ...made, 'aws:TagKeys': ['awsbackup-restore-test'] }),
      [],
    ],
    ['changes a candidate', ask('rds:ModifyDBInstance', candidate, asIncident), ['ConfigureDatabase']],
    ["changes a drill's", ask('rds:ModifyDBInstance', candidate, asDrill), ['ConfigureDatabase', ...REMOVERS]],
    ["deletes a drill's", ask('rds:DeleteDBInstance', candidate, asDrill), REMOVERS],
    ["deletes an incident's", ask('rds:DeleteDBInstance', candidate, asIncident), []],
    [
      'puts it to use',
      ask('rds:RemoveTagsFromResource', candidate, { ...asIncident, 'aws:TagKeys': ['pegasus-backup:candidate'] }),
      ['OpenLowTraffic'],
    ],
    [
      'takes its other tags away',
      ask('rds:RemoveTagsFromResource', candidate, { ...asIncident, 'aws:TagKeys': ['pegasus-backup:source'] }),
      [],
    ],
    [
      'sets the password of a restore test',
      ask('rds:ModifyDBInstance', `${source}-x`, { 'aws:ResourceTag/awsbackup-restore-test': 'job' }),
      ['ValidateRestoreTest'],
    ],
    [
      'sets the password of the source, by that tag',
      ask('rds:ModifyDBInstance', source, { 'aws:ResourceTag/awsbackup-restore-test': 'job' }),
      [],
    ],
    ...['DeleteDBSnapshot', 'ModifyDBSnapshotAttribute'].map(
      (action): Row => [action, ask(`rds:${action}`, source.replace(':db:', ':snapshot:')), []],
    ),
    ['DeleteDBInstanceAutomatedBackup', ask('rds:DeleteDBInstanceAutomatedBackup', source), []],
    [
      'makes a parameter group',
      ask('rds:CreateDBParameterGroup', `${group}lectures-1a2b3c4d-a1-parameters-1`, made),
      ['RestoreDatabase'],
    ],
    ['makes any parameter group', ask('rds:CreateDBParameterGroup', `${group}billing`, made), []],
    ['changes any parameter group', ask('rds:ModifyDBParameterGroup', `${group}billing`, asDrill), []],
    ['deletes any parameter group', ask('rds:DeleteDBParameterGroup', `${group}billing`, asDrill), []],
    ['deletes a recovery point', ask('backup:DeleteRecoveryPoint', 'arn:aws:backup:::recovery-point:1'), []],
  ]);
});

describe('F116 a policy put beside ours that allows everything', () => {
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
  const handlers = [...of.roles].filter(([, { trust }]) => JSON.stringify(trust).includes('lambda.amazonaws.com'));
  const database = `arn:aws:rds:${REGION}:${ACCOUNT}`;
  const vault = `arn:aws:backup:${REGION}:${ACCOUNT}:backup-vault:snapshots`;
  const key = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;
  const role = `arn:aws:iam::${ACCOUNT}:role/any`;

  test.each([
    ['s3:DeleteObjectVersion', `${bucket}/pegasus/a`],
    ['s3:DeleteObjectVersionTagging', `${bucket}/pegasus/a`],
    ['s3:BypassGovernanceRetention', `${bucket}/pegasus/a`],
    ['s3:DeleteBucket', bucket],
    ['s3:DeleteBucketPolicy', bucket],
    ['s3:PutBucketVersioning', bucket],
    ['s3:PutBucketPolicy', bucket],
    ['s3:PutBucketObjectLockConfiguration', bucket],
    ['s3:PutLifecycleConfiguration', bucket],
    ['s3:PutReplicationConfiguration', bucket],
    ['s3:PutEncryptionConfiguration', bucket],
    ['rds:DeleteDBSnapshot', `${database}:snapshot:before`],
    ['rds:DeleteDBClusterSnapshot', `${database}:cluster-snapshot:before`],
    ['rds:DeleteDBInstanceAutomatedBackup', `${database}:auto-backup:ab-1`],
    ['rds:ModifyDBSnapshotAttribute', `${database}:snapshot:before`],
    ['backup:DeleteRecoveryPoint', `${database}:snapshot:awsbackup:1`],
    ['backup:DeleteBackupVault', vault],
    ['backup:DeleteBackupVaultLockConfiguration', vault],
    ['backup:PutBackupVaultAccessPolicy', vault],
    ['kms:ScheduleKeyDeletion', key],
    ['kms:DisableKey', key],
    ['kms:PutKeyPolicy', key],
    ['iam:PutRolePolicy', role],
    ['iam:CreateRole', role],
    ['iam:UpdateAssumeRolePolicy', role],
    ['iam:SetDefaultPolicyVersion', `arn:aws:iam::${ACCOUNT}:policy/any`],
    ['sts:AssumeRole', role],
  ])('gives no handler %s', (action, resource) => {
    const verdicts = handlers.map(([name, own]) => {
      const turned = { ...own, statements: [...own.statements, everything] };
      return `${name}: ${evaluate(ask(action, resource), turned)}`;
    });
    expect(verdicts.length).toBeGreaterThan(20);
    expect(verdicts.filter((one) => !one.endsWith(': explicitly denied'))).toEqual([]);
  });
});

describe('F116 databases, of a cluster', () => {
  const pair = pairs['a cluster of Aurora'];
  const name = pair.policies.arn('AWS::RDS::DBCluster', /^Database/).replace(/^.*:/, '');
  const { candidate, asDrill, asIncident, made, others, source } = databases(name, 'cluster');
  const instance = `${candidate.replace(':cluster:', ':db:')}-1`;
  const finalSnapshot = candidate.replace(':cluster:', ':cluster-snapshot:');
  holds(pair, [
    ...others.flatMap(([what, arn, tags]) => [
      ...['rds:DeleteDBCluster', 'rds:ModifyDBCluster'].map(
        (action): Row => [`${action}: ${what}`, ask(action, arn, tags), []],
      ),
      [`is tagged as a candidate: ${what}`, ask('rds:AddTagsToResource', arn, { ...tags, ...made }), []] as Row,
    ]),
    ['restores from the source', ask('rds:RestoreDBClusterToPointInTime', source, made), ['RestoreDatabase']],
    ['restores under a new name', ask('rds:RestoreDBClusterToPointInTime', candidate, made), ['RestoreDatabase']],
    ['tags what it makes', ask('rds:AddTagsToResource', candidate, made), ['RestoreDatabase']],
    ['makes an instance', ask('rds:CreateDBInstance', instance, made), ['AwaitDatabase']],
    ['tags an instance that it makes', ask('rds:AddTagsToResource', instance, made), ['AwaitDatabase']],
    ['makes an instance in the source', ask('rds:CreateDBInstance', source, made), []],
    ['changes a candidate', ask('rds:ModifyDBCluster', candidate, asIncident), ['ConfigureDatabase']],
    ["deletes a drill's", ask('rds:DeleteDBCluster', candidate, asDrill), REMOVERS],
    ["deletes a drill's, which also asks for a final snapshot", ask('rds:DeleteDBCluster', finalSnapshot), REMOVERS],
    ['deletes a snapshot', ask('rds:DeleteDBClusterSnapshot', finalSnapshot), []],
    ["deletes a drill's instance", ask('rds:DeleteDBInstance', instance, asDrill), REMOVERS],
    [
      'deletes an instance of the source',
      ask('rds:DeleteDBInstance', source.replace(':cluster:', ':db:'), asDrill),
      [],
    ],
    ['DeleteDBClusterSnapshot', ask('rds:DeleteDBClusterSnapshot', source), []],
  ]);
});

describe('F116 a server of its own', () => {
  const pair = pairs['a database on a server of its own'];
  const dump = `${pair.policies.arn('AWS::S3::Bucket', /Dumps/)}/dumps/lectures_2026-11-23.dump`;
  holds(pair, [
    ['deletes a dump', ask('s3:DeleteObject', dump), []],
    ['deletes a version of a dump', ask('s3:DeleteObjectVersion', dump), []],
    ['writes a dump', ask('s3:PutObject', dump), ['SelfManagedTasksDump']],
    ['reads a dump', ask('s3:GetObject', dump), ['SelfManagedTasksDump', 'SelfManagedTasksRestore']],
    ['starts any task', ask('ecs:RunTask', `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/other:1`), []],
  ]);
});

describe('F116 the objects, and their history', () => {
  const [object, version] = [`${bucket}/pegasus/a`, `${bucket}/other/a`];
  const history = ['s3:DeleteObjectVersion', 's3:BypassGovernanceRetention'];
  const settings = [
    's3:PutLifecycleConfiguration',
    's3:PutBucketVersioning',
    's3:PutReplicationConfiguration',
    's3:PutBucketPolicy',
    's3:DeleteBucketPolicy',
    's3:DeleteBucket',
  ];
  holds(of, [
    ...[bucket, evidence].flatMap((one) => [
      ...history.map((action): Row => [`${action} in ${one}`, ask(action, `${one}/pegasus/a`), []]),
      ...settings.map((action): Row => [`${action} of ${one}`, ask(action, one), []]),
    ]),
    ['writes an object', ask('s3:PutObject', object), ['RestoreObjects']],
    [
      'writes the heartbeat',
      ask('s3:PutObject', `${object.slice(0, -1)}.pegasus-backup/heartbeat.json`),
      ['RestoreObjects', 'WriteHeartbeat'],
    ],
    ['marks an object as deleted', ask('s3:DeleteObject', object), ['RestoreObjects']],
    ['writes beside the prefix', ask('s3:PutObject', version), []],
    ['reads beside the prefix', ask('s3:GetObject', version), []],
    ['marks beside the prefix', ask('s3:DeleteObject', version), []],
    ['writes to another bucket', ask('s3:PutObject', 'arn:aws:s3:::billing/a'), []],
    ['reads another bucket', ask('s3:GetObject', 'arn:aws:s3:::billing/a'), []],
    ['deletes evidence', ask('s3:DeleteObject', `${evidence}/runs/run-1/plan.json`), []],
  ]);
});

describe('F116 the evidence, by folder', () => {
  const put = (key: string, ...may: string[]): Row => [`writes ${key}`, ask('s3:PutObject', `${evidence}/${key}`), may];
  const attempt = 'runs/run-1/attempt-0/';
  const plans = ['PlanObjects', 'ProveReferences'];
  holds(of, [
    put('runs/run-1/plan.json', 'PlanRestore'),
    put('runs/run-1/plan.signature.json', 'PlanRestore'),
    put('runs/run-1/approval.json', 'RequestApproval'),
    put('runs/run-1/decisions/attempt-0.json', 'AwaitDecision'),
    put('runs/run-1/accepted-losses/1.jsonl', 'TakeDecision'),
    put('runs/run-1/freeze.json', 'FreezeWrites'),
    put('runs/run-1/frozen.json', 'FreezeWrites'),
    put('runs/run-1/cut-over.json', 'OpenLowTraffic'),
    put('runs/run-1/capacity-notes/pegasus-1/instanceClass.json', 'RestoreDatabase', 'AwaitDatabase'),
    put('runs/run-1/data-loss.json', 'RecordDataLoss'),
    put('data-loss/run-1/public.users/part-000000.jsonl', 'RecordDataLoss'),
    put('runs/run-1/report.json', 'WriteReport', 'ReportStopped'),
    put('runs/run-1/ended/1.json', 'ReportStopped'),
    put('runs/latest-verified.json', 'WriteReport', 'ReportStopped'),
    put('runs/run-1/ledger/2026-11-23T04:00:00.000Z-TearDown-0.json', 'TearDown', 'ReportStopped'),
    put('runs/run-1/ledger/2026-11-23T04:00:00.000Z-FreezeWrites-0.json', 'FreezeWrites'),
    put(`${attempt}thaw/actions/part-000000.jsonl`, 'ThawObjects'),
    put(`${attempt}actions/part-000000.jsonl`, ...plans),
    put(`${attempt}plan-cursor.json`, ...plans),
    put(`${attempt}seals/1.json`, ...plans, 'VerifyObjects'),
    put(`${attempt}state/part-000000.jsonl`, 'PlanObjects'),
    put(`${attempt}proof/part-000000.jsonl`, 'ProveReferences'),
    put(`${attempt}results/part-000000.json`, 'RestoreObjects'),
    put(`${attempt}verify-cursor.json`, 'VerifyObjects'),
    put(`${attempt}losses.json`, 'ProveReferences', 'AwaitDecision', 'TakeDecision'),
    put(`${attempt}checks.json`, 'RunChecks'),
    put(`${attempt}sequences.json`, 'ConfigureDatabase'),
    // A wildcard passes slashes.
    put(`${attempt}actions/results/part-000000.json`, ...plans),
    put(`${attempt}actions/attempt-0/thaw/part-000000.jsonl`, ...plans),
    put(`${attempt}actions/ledger/x-RunSmokeJob-0.json`, ...plans),
    put('runs/run-1/decisions/capacity-notes/x/y.json', 'AwaitDecision'),
    put(`${attempt}actions/old-database.json`, ...plans),
    // A table may have the name of a folder.
    put('data-loss/run-1/decisions/part-000000.jsonl', 'RecordDataLoss'),
    put('locks/lectures+objects.json', 'PlanRestore', 'TakeDecision', ...REMOVERS),
    put('freezes/lectures+objects.json', 'FreezeWrites', 'ResumeTraffic'),
    put('manifests/lectures/1.json', 'WriteManifest'),
    put('baselines/lectures/1.json', 'WriteBaseline'),
    put('readiness/latest.json', 'WatchReadiness'),
    [
      'reads rows that were lost',
      ask('s3:GetObject', `${evidence}/data-loss/run-1/public.users/part-000000.jsonl`),
      [],
    ],
  ]);
});

describe('F116 rights, secrets, keys and roles', () => {
  const own = of.roles.get('RestoreDatabase')!.arn;
  const key = `arn:aws:kms:${REGION}:${ACCOUNT}:key/other`;
  const iam = [
    'PutRolePolicy',
    'AttachRolePolicy',
    'CreateRole',
    'UpdateAssumeRolePolicy',
    'CreatePolicyVersion',
    'CreateAccessKey',
  ];
  holds(of, [
    ...iam.map(
      (action): Row => [
        action,
        ask(`iam:${action}`, own, { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' }),
        [],
      ],
    ),
    ['sts:AssumeRole', ask('sts:AssumeRole', own), []],
    ...['lambda', 'ec2', 'ecs-tasks', 'rds', 'monitoring.rds', 'scheduler'].map(
      (service): Row => [
        `passes its role to ${service}`,
        ask('iam:PassRole', own, { 'iam:PassedToService': `${service}.amazonaws.com` }),
        [],
      ],
    ),
    [
      'reads the secret of the database',
      ask('secretsmanager:GetSecretValue', secret),
      [
        'ConfigureDatabase',
        'FreezeWrites',
        'KeepDatabase',
        'OpenLowTraffic',
        'PlanRestore',
        'ProveReferences',
        'RecordDataLoss',
        'RunChecks',
        'ValidateRestoreTest',
        'WatchReadiness',
        'WriteBaseline',
        'WriteHeartbeat',
        'WriteManifest',
      ],
    ],
    [
      'F102 learns whether it can be rewritten',
      ask('secretsmanager:DescribeSecret', secret),
      ['OpenLowTraffic', 'PlanRestore', 'WatchReadiness'],
    ],
    ['rewrites it', ask('secretsmanager:PutSecretValue', secret), ['OpenLowTraffic']],
    ['reads another secret', ask('secretsmanager:GetSecretValue', secret.replace('Database', 'Billing')), []],
    ['decrypts with another key', ask('kms:Decrypt', key), []],
    ['ends another key', ask('kms:ScheduleKeyDeletion', key), []],
    [
      'changes a function',
      ask('lambda:UpdateFunctionCode', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:billing`),
      [],
    ],
  ]);

  test.each(Object.entries(pairs))(
    'no role is assumed by anything but the one service that it is for: %s',
    (_, { roles }) => {
      for (const { id, trust } of roles.values()) {
        const services = trust.map(({ Effect, Principal }) => `${Effect} ${JSON.stringify(Principal)}`);
        expect([id, services]).toEqual([
          id,
          [expect.stringMatching(/^Allow \{"Service":"[a-z3.-]+\.amazonaws\.com"\}$/)],
        ]);
      }
    },
  );

  test.each(Object.entries(pairs))(
    'policies of AWS are for AWS Backup alone, and none of ours grows too large: %s',
    (_, { roles }) => {
      const managed = [...roles.values()]
        .filter((role) => role.managed.length > 0)
        .map(({ trust }) => JSON.stringify(trust[0]!.Principal));
      expect([...new Set(managed)]).toEqual(managed.length > 0 ? ['{"Service":"backup.amazonaws.com"}'] : []);
      expect(
        [...roles.values()].filter(({ inlineCharacters }) => inlineCharacters > 10_240).map(({ id }) => id),
      ).toEqual([]);
    },
  );
});

describe('F116 a database whose roles and key only RDS knows', () => {
  const pair = pairs['an imported database'];
  const passed = (service: string) =>
    ask('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/any`, { 'iam:PassedToService': `${service}.amazonaws.com` });
  holds(pair, [
    ['passes the roles of its features to RDS', passed('rds'), ['ConfigureDatabase']],
    ['passes that of enhanced monitoring to RDS', passed('monitoring.rds'), ['ConfigureDatabase']],
    ...['lambda', 'ec2', 'ecs-tasks', 'states', 'scheduler'].map(
      (service): Row => [`passes a role to ${service}`, passed(service), []],
    ),
  ]);

  test('makes a grant on the key of the storage through RDS alone', () => {
    const delegates = [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' } as const,
    ];
    const may = (service?: string) =>
      [...pair.roles]
        .filter(([, role]) => {
          const context: Context =
            service === undefined ? {} : { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` };
          return evaluate(ask('kms:CreateGrant', STORAGE_KEY, context), role, delegates) === 'allowed';
        })
        .map(([name]) => name);
    expect([may('rds'), may('s3'), may()]).toEqual([['RestoreDatabase'], [], []]);
  });
});

describe('F116 writers that are denied their writes', () => {
  const pair = pairs['an application on ECS'];
  const writer = pair.policies.arn('AWS::IAM::Role', /^ApiTaskTaskRole/);
  const policy = pair.policies.arn('AWS::IAM::ManagedPolicy', /FreezePolicy/);
  const attach = (what: string, action: string, role: string, PolicyARN: string, may: string[]): Row => [
    what,
    ask(`iam:${action}`, role, { 'iam:PolicyARN': PolicyARN }),
    may,
  ];
  holds(pair, [
    attach('attaches the prepared policy', 'AttachRolePolicy', writer, policy, DRIVERS),
    attach('detaches it', 'DetachRolePolicy', writer, policy, DRIVERS),
    attach('attaches any other', 'AttachRolePolicy', writer, 'arn:aws:iam::aws:policy/AdministratorAccess', []),
    attach('attaches it to any other', 'AttachRolePolicy', `arn:aws:iam::${ACCOUNT}:role/billing`, policy, []),
    ['writes a policy', ask('iam:PutRolePolicy', writer), []],
    ['changes the prepared one', ask('iam:CreatePolicyVersion', policy), []],
  ]);
});

describe('F117 starting and deciding', () => {
  const start = 'states:StartExecution';
  holds(of, [
    ['starts a restore', ask(start, restores), ['Restore', 'Schedules']],
    ['decides', ask(start, decisions), []],
    ['answers with a token', ask('states:SendTaskSuccess', restores), ['TakeDecision']],
    [
      'reads a history, in which tokens are',
      ask('states:GetExecutionHistory', executionOf(restores)),
      ['ReportStopped', 'TakeDecision'],
    ],
    ['reads that of a decision', ask('states:GetExecutionHistory', executionOf(decisions)), []],
  ]);

  const verdicts = (role: Role) => {
    const { arn, statements } = of.policies.role(production.stack.getLogicalId(role.node.defaultChild as never));
    const verdict = (action: string, resource: string) => evaluate({ action, resource }, { arn, statements });
    return {
      starts: verdict(start, restores),
      decides: verdict(start, decisions),
      answers: verdict('states:SendTaskSuccess', restores),
      fails: verdict('states:SendTaskFailure', restores),
      // A token that is read there is of no use without the right to send it.
      seesHistory: verdict('states:GetExecutionHistory', executionOf(restores)),
      forges: verdict('s3:PutObject', `${evidence}/runs/run-1/approval.json`),
    };
  };
  const [yes, no] = ['allowed', 'denied'];

  test('whatever the requester is called, IAM refuses the decision and the answer', () =>
    expect(verdicts(requester)).toEqual({
      starts: yes,
      decides: no,
      answers: no,
      fails: no,
      seesHistory: yes,
      forges: no,
    }));

  test('who decides can neither start a restore nor answer past the decision', () =>
    expect(verdicts(decider)).toEqual({
      starts: no,
      decides: yes,
      answers: no,
      fails: no,
      seesHistory: yes,
      forges: no,
    }));
});
