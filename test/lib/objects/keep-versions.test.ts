import {
  App,
  BootstraplessSynthesizer,
  CfnParameter,
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  LegacyStackSynthesizer,
  NestedStack,
  Stack,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, type IRole, Role } from 'aws-cdk-lib/aws-iam';
import { isDenied, keepStatements, type PolicyStatement } from '../../../domain/objects/keep-policy';
import { BackupDestination, Replication } from '../../../lib';
import { keepersOf } from '../../../lib/objects/keep-versions';
import { fixture, plain } from '../fixture';

const BREAK_GLASS = 'arn:aws:iam::123456789012:role/break-glass';
const ADMINISTRATOR = 'arn:aws:iam::123456789012:role/administrator';

const elsewhere = new Stack(new App(), 'Elsewhere');
const breakGlassRole = Role.fromRoleArn(elsewhere, 'BreakGlass', BREAK_GLASS);
const kept = fixture({ backup: { breakGlassRole, replication: Replication.vault() } });
const template = kept.template();
const DEPLOYMENT = 'arn:aws:iam::AWS::AccountId:role/cdk-hnb659fds-cfn-exec-role-AWS::AccountId-AWS::Region';

/** By the logical id of its bucket. */
const policies = (of: Template): Map<string, PolicyStatement[]> =>
  new Map(
    Object.values(of.findResources('AWS::S3::BucketPolicy')).map(({ Properties }) => [
      plain(Properties.Bucket),
      Properties.PolicyDocument.Statement,
    ]),
  );
const policyOf = (part: RegExp, of = template): PolicyStatement[] =>
  [...policies(of)].find(([id]) => part.test(id))![1];

function destination(): Stack {
  const safe = new Stack(new App(), 'Safe', { env: { account: '210987654321', region: 'eu-west-1' } });
  const role = 'arn:aws:iam::210987654321:role/break-glass';
  new BackupDestination(safe, 'Copies', { breakGlassRole: Role.fromRoleArn(safe, 'BreakGlass', role) });
  return safe;
}

interface Caller {
  readonly principal: string;
  /** Through another service. */
  readonly via?: string;
}

/** As IAM evaluates the statements that are used here: whether one of them denies the call. */
function denied(statements: readonly PolicyStatement[], action: string, { principal, via }: Caller): boolean {
  return statements.some(({ Effect, Action, Condition = {} }) => {
    if (Effect !== 'Deny' || ![Action].flat().includes(action)) return false;
    return Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => {
        const given = { 'aws:PrincipalArn': principal, 'aws:CalledVia': via }[key];
        if (!/^(ArnNotEquals|ForAllValues:StringNotEquals)$/.test(operator)) throw new Error(operator);
        return ![values]
          .flat()
          .map(plain)
          .includes(given ?? '');
      }),
    );
  });
}

describe.each([
  ['the protected bucket', /^Objects/],
  ['the copy', /ObjectBackup/],
  ['the evidence', /Evidence/],
])('F118 %s', (_, part) => {
  const statements = policyOf(part);

  test.each(['s3:DeleteObjectVersion', 's3:BypassGovernanceRetention'])(
    'denies %s to an administrator and to deployments, not to the break-glass role',
    (action) => {
      expect(denied(statements, action, { principal: ADMINISTRATOR })).toBe(true);
      expect(denied(statements, action, { principal: DEPLOYMENT })).toBe(true);
      const via = 'cloudformation.amazonaws.com';
      expect(denied(statements, action, { principal: ADMINISTRATOR, via })).toBe(true);
      expect(denied(statements, action, { principal: BREAK_GLASS })).toBe(false);
    },
  );

  test.each([
    's3:PutLifecycleConfiguration',
    's3:PutBucketVersioning',
    's3:PutReplicationConfiguration',
    's3:PutBucketObjectLockConfiguration',
    's3:PutBucketPolicy',
    's3:DeleteBucketPolicy',
    's3:DeleteBucket',
    's3:PutEncryptionConfiguration',
  ])('denies %s to an administrator, not to a deployment', (action) => {
    expect(denied(statements, action, { principal: ADMINISTRATOR })).toBe(true);
    expect(denied(statements, action, { principal: ADMINISTRATOR, via: 'lambda.amazonaws.com' })).toBe(true);
    expect(denied(statements, action, { principal: DEPLOYMENT })).toBe(false);
    expect(denied(statements, action, { principal: ADMINISTRATOR, via: 'cloudformation.amazonaws.com' })).toBe(false);
    expect(denied(statements, action, { principal: BREAK_GLASS })).toBe(false);
  });
});

describe.each([
  ['of the snapshots', (): Template => template],
  ['of a destination', () => Template.fromStack(destination())],
])('F118 the vault %s', (_, made) => {
  const [{ Properties }] = Object.values(made().findResources('AWS::Backup::BackupVault')) as [
    { Properties: { AccessPolicy: { Statement: PolicyStatement[] } } },
  ];
  const statements = Properties.AccessPolicy.Statement;
  const own = (role: string) => (_.includes('destination') ? role.replace('123456789012', '210987654321') : role);

  test.each(['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle', 'backup:DisassociateRecoveryPoint'])(
    'denies %s to an administrator and to deployments, not to the break-glass role',
    (action) => {
      expect(denied(statements, action, { principal: ADMINISTRATOR })).toBe(true);
      expect(denied(statements, action, { principal: DEPLOYMENT })).toBe(true);
      expect(denied(statements, action, { principal: ADMINISTRATOR, via: 'cloudformation.amazonaws.com' })).toBe(true);
      expect(denied(statements, action, { principal: own(BREAK_GLASS) })).toBe(false);
    },
  );

  test.each([
    'backup:DeleteBackupVault',
    'backup:DeleteBackupVaultAccessPolicy',
    'backup:DeleteBackupVaultLockConfiguration',
    'backup:PutBackupVaultAccessPolicy',
    'backup:PutBackupVaultLockConfiguration',
  ])('denies %s to an administrator, not to a deployment', (action) => {
    expect(denied(statements, action, { principal: ADMINISTRATOR })).toBe(true);
    expect(denied(statements, action, { principal: ADMINISTRATOR, via: 'cloudformation.amazonaws.com' })).toBe(false);
    expect(denied(statements, action, { principal: own(BREAK_GLASS) })).toBe(false);
  });
});

test('F118 a delete marker, which would end the renewal of a lock, is denied in the locked copy and nowhere else', () => {
  const marks = (part: RegExp) => denied(policyOf(part), 's3:DeleteObject', { principal: ADMINISTRATOR });
  expect([/ObjectBackup/, /^Objects/, /Evidence/].map(marks)).toEqual([true, false, false]);
});

test('F118 the evidence can be locked, and by nothing but its writers', () => {
  const [evidence] = Object.entries(template.findResources('AWS::S3::Bucket')).filter(([id]) => /Evidence/.test(id));
  expect(evidence![1].Properties).toMatchObject({ ObjectLockEnabled: true });
  expect(evidence![1].Properties).not.toHaveProperty('ObjectLockConfiguration');
});

test('without a break-glass role nothing is denied, and a stack that is tried can be deleted', () => {
  const open = policies(fixture().template());
  expect(JSON.stringify([...open])).not.toContain('DeleteObjectVersion');
  expect(JSON.stringify(fixture().template().toJSON())).not.toContain('KeepRecoveryPoints');
});

test('other roles deploy where they are named', () => {
  const deploy = 'arn:aws:iam::123456789012:role/deploy';
  const deploymentRoles = [Role.fromRoleArn(elsewhere, 'Deploy', deploy)];
  const statements = policyOf(/^Objects/, fixture({ backup: { breakGlassRole, deploymentRoles } }).template());
  expect(denied(statements, 's3:PutBucketPolicy', { principal: deploy })).toBe(false);
  expect(denied(statements, 's3:PutBucketPolicy', { principal: DEPLOYMENT })).toBe(true);
});

test('roles that deploy without one that may delete are refused', () => {
  const deploymentRoles = [Role.fromRoleArn(elsewhere, 'Alone', ADMINISTRATOR)];
  expect(() => fixture({ backup: { deploymentRoles } })).toThrow(
    '`deploymentRoles` are named, but no `breakGlassRole`',
  );
});

test.each([
  'arn:aws:iam::123456789012:role/*',
  'arn:aws:iam::123456789012:role/break-glas?',
  'arn:aws:iam::123456789012:user/ada',
  'arn:aws:sts::123456789012:assumed-role/break-glass/ada',
])('F118 %s names not one role, and is refused as the one that may delete, and as one that deploys', (arn) => {
  const role = { roleArn: arn } as IRole;
  expect(() => fixture({ backup: { breakGlassRole: role } })).toThrow(`\`breakGlassRole\` has ${arn}; the ARN of one`);
  const backup = { breakGlassRole, deploymentRoles: [role] };
  expect(() => fixture({ backup })).toThrow(`\`deploymentRoles\` has ${arn}; the ARN of one`);
});

test('F118 a role of this app, and one whose name is given when the stack is deployed, is the one that may delete', () => {
  const name = new CfnParameter(elsewhere, 'Name').valueAsString;
  const roles = [
    new Role(elsewhere, 'Made', { assumedBy: new AccountRootPrincipal() }),
    Role.fromRoleName(elsewhere, 'Named', name),
    Role.fromRoleName(elsewhere, 'Plain', 'break-glass'),
  ];
  for (const role of roles) {
    const stack = new Stack(new App(), 'Safe');
    expect(keepersOf(stack, { breakGlassRole: role })).toMatchObject({ breakGlass: role.roleArn });
  }
});

test('F118 a destination has a break-glass role of its own account', () => {
  const role = 'arn:aws:iam::210987654321:role/break-glass';
  const [statements] = [...policies(Template.fromStack(destination())).values()].filter((one) =>
    one.some(({ Sid }) => Sid === 'KeepVersions'),
  );
  expect(denied(statements!, 's3:DeleteObjectVersion', { principal: ADMINISTRATOR })).toBe(true);
  expect(denied(statements!, 's3:DeleteObjectVersion', { principal: role })).toBe(false);
});

describe('a policy that is found', () => {
  const [versions, settings] = keepStatements(
    { bucket: 'arn:aws:s3:::b' },
    { breakGlass: BREAK_GLASS, deployments: [DEPLOYMENT] },
  );
  const other = { ...versions!, Condition: { ArnNotEquals: { 'aws:PrincipalArn': [BREAK_GLASS, ADMINISTRATOR] } } };

  test.each<[string, PolicyStatement[], boolean]>([
    ['is the one that is wanted', [settings!, versions!], true],
    [
      'is written with lists, and denies more',
      [{ ...versions!, Principal: '*', Action: ['s3:*'], Resource: ['arn:aws:s3:::b/*', 'arn:aws:s3:::c'] }],
      true,
    ],
    ['has it for fewer actions', [{ ...versions!, Action: 's3:DeleteObjectVersion' }], false],
    ['has it for another bucket', [{ ...versions!, Resource: 'arn:aws:s3:::c/*' }], false],
    ['lets another role through', [other], false],
    ['allows', [{ ...versions!, Effect: 'Allow' }], false],
    ['denies it to one principal', [{ ...versions!, Principal: { AWS: ADMINISTRATOR } }], false],
    ['is empty', [], false],
  ])('%s: %#', (_, statements, expected) => expect(isDenied(versions!, statements)).toBe(expected));
});

describe('F105 the role of deployments, without which a first one that fails cannot be rolled back', () => {
  const env = { account: '123456789012', region: 'eu-west-1' };
  const OURS = 'arn:aws:iam::123456789012:role/ours';
  const usual = (qualifier = 'hnb659fds') =>
    `arn:aws:iam::123456789012:role/cdk-${qualifier}-cfn-exec-role-123456789012-eu-west-1`;

  test.each([
    ['of cdk bootstrap', new DefaultStackSynthesizer(), usual()],
    ['with a qualifier', new DefaultStackSynthesizer({ qualifier: 'ours' }), usual('ours')],
    ['of the app', new DefaultStackSynthesizer({ cloudFormationExecutionRole: OURS }), OURS],
    [
      'of the app, with what is known later',
      new DefaultStackSynthesizer({
        // biome-ignore lint/suspicious/noTemplateCurlyInString: placeholders of CDK
        cloudFormationExecutionRole: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/ours',
      }),
      OURS,
    ],
    ['without assets', new BootstraplessSynthesizer({ cloudFormationExecutionRoleArn: OURS }), OURS],
    ['none, but the rights of who deploys', new CliCredentialsStackSynthesizer(), usual()],
    ['of CDK 1', new LegacyStackSynthesizer(), usual()],
  ])('is what the synthesizer says: %s', (_, synthesizer, role) => {
    const stack = new Stack(new App(), 'Stack', { env, synthesizer });
    for (const scope of [stack, new NestedStack(stack, 'Nested')]) {
      const { deployments } = keepersOf(scope, { breakGlassRole })!;
      expect(stack.resolve(deployments).map(plain)).toEqual([role]);
    }
  });
});
