import { App, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  Effect,
  Group,
  type IGrantable,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
  User,
} from 'aws-cdk-lib/aws-iam';
import { PegasusBackup } from '../../../lib';
import { fixture, statementsByRole } from '../fixture';

type Fixture = ReturnType<typeof fixture>;
const assumedBy = new ServicePrincipal('ec2.amazonaws.com');
const warnings = ({ stack }: Pick<Fixture, 'stack'>) =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('may start restores and may also decide'))
    .map(({ entry }) => String(entry.data));
const allow = (actions: string[], resources: string[], effect = Effect.ALLOW) =>
  new PolicyStatement({ actions, resources, effect });

/** What the policies of a principal allow of Step Functions, and where. */
function allowed({ stack, template }: Fixture, role: Role) {
  const policies = template().findResources('AWS::IAM::Policy', {
    Properties: { Roles: [{ Ref: stack.getLogicalId(role.node.defaultChild as never) }] },
  });
  return Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

test('F117 who may decide starts decisions and sees what waits: no restore, no token', () => {
  const made = fixture({ backup: { approvalRequired: true } });
  const { stack, backup } = made;
  const role = new Role(stack, 'Lead', { assumedBy });
  backup.grantDecide(role);
  const statements = allowed(made, role);
  const starts = statements.filter(({ Action }) => [Action].flat().includes('states:StartExecution'));
  expect(starts.map(({ Resource }) => Resource)).toEqual([stack.resolve(backup.decisionStateMachine.stateMachineArn)]);
  expect(JSON.stringify(statements)).not.toMatch(/SendTask|s3:Put|report/);
});

test('only TakeDecision may send a token back, and only to the restore', () => {
  const { stack, backup, template } = fixture();
  const sending = statementsByRole(template()).flatMap(([role, statements]) =>
    statements.filter(({ Action }) => /states:SendTask/.test(String(Action))).map((statement) => ({ role, statement })),
  );
  expect(sending.map(({ role }) => role)).toEqual([expect.stringMatching(/^BackupDecisionsTakeDecisionRole/)]);
  expect(sending[0]!.statement.Resource).toEqual(stack.resolve(backup.restoreStateMachine.stateMachineArn));
});

describe('F117 a principal that may start restores and decide on them is a warning', () => {
  test.each<[string, (made: Fixture) => IGrantable]>([
    ['a role', ({ stack }) => new Role(stack, 'Both', { assumedBy })],
    ['a user', ({ stack }) => new User(stack, 'Both')],
    ['a group', ({ stack }) => new Group(stack, 'Both')],
  ])('%s with both grants', (_, principal) => {
    const made = fixture();
    const both = principal(made);
    made.backup.grantStartRestore(both);
    made.backup.grantDecide(both);
    expect(warnings(made)).toEqual([expect.stringMatching(/Both.* may start restores and may also decide on them/)]);
  });

  test('a role of another app, by its name, however often it is imported', () => {
    const made = fixture();
    made.backup.grantStartRestore(Role.fromRoleName(made.stack, 'One', 'on-call'));
    made.backup.grantDecide(Role.fromRoleName(made.stack, 'Other', 'on-call'));
    expect(warnings(made)).toEqual([expect.stringMatching(/^on-call may start restores/)]);
  });

  test.each<[string, (made: Fixture, role: Role) => void]>([
    ['a wildcard', (_, role) => role.addToPolicy(allow(['states:Start*'], ['*']))],
    ['a wildcard of names', (_, role) => role.addToPolicy(allow(['states:*'], ['arn:aws:states:*:*:stateMachine:*']))],
    ['the state machine itself', ({ backup }, role) => backup.restoreStateMachine.grantStartExecution(role)],
    [
      'a policy of AWS',
      (_, role) => role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')),
    ],
    [
      'a managed policy',
      ({ stack }, role) =>
        new ManagedPolicy(stack, 'Managed', {
          roles: [role],
          document: new PolicyDocument({ statements: [allow(['states:StartExecution'], ['*'])] }),
        }),
    ],
    [
      'a managed policy that it names',
      ({ stack }, role) =>
        role.addManagedPolicy(
          new ManagedPolicy(stack, 'Named', { statements: [allow(['states:StartExecution'], ['*'])] }),
        ),
    ],
    [
      'a managed policy of another stack',
      ({ stack }, role) =>
        role.addManagedPolicy(
          new ManagedPolicy(new Stack(stack.node.root as App, 'Policies'), 'Named', {
            statements: [allow(['states:StartExecution'], ['*'])],
          }),
        ),
    ],
  ])('one that got the other right by %s', (_, give) => {
    const made = fixture();
    const role = new Role(made.stack, 'Both', { assumedBy });
    made.backup.grantDecide(role);
    give(made, role);
    expect(warnings(made)).toHaveLength(1);
  });

  test('one that may send tokens past the decision state machine', () => {
    const made = fixture();
    const role = new Role(made.stack, 'Both', { assumedBy });
    made.backup.grantStartRestore(role);
    made.backup.restoreStateMachine.grantTaskResponse(role);
    expect(warnings(made)).toHaveLength(1);
  });

  test('a role of another stack', () => {
    const made = fixture();
    const role = new Role(new Stack(made.stack.node.root as App, 'Team'), 'Both', { assumedBy });
    made.backup.grantStartRestore(role);
    made.backup.grantDecide(role);
    expect(warnings(made)).toHaveLength(1);
  });

  test('of a backup that is imported, too', () => {
    const stack = new Stack(new App(), 'Other', { env: { account: '123456789012', region: 'eu-central-1' } });
    const backup = PegasusBackup.fromPegasusBackupAttributes(stack, 'Backup', {
      restoreStateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:restore',
      decisionStateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:decisions',
      evidenceBucketName: 'evidence',
      pair: 'pegasus-prod/Backup',
    });
    const role = new Role(stack, 'Both', { assumedBy });
    backup.grantStartRestore(role);
    backup.grantDecide(role);
    expect(warnings({ stack })).toHaveLength(1);
  });

  test('and is none once it is acknowledged', () => {
    const made = fixture();
    const role = new Role(made.stack, 'Both', { assumedBy });
    made.backup.grantStartRestore(role);
    made.backup.grantDecide(role);
    const reason = 'one engineer on call at night';
    Validations.of(made.backup).acknowledge({ id: 'pegasus-backup:requester-decides', reason });
    expect(warnings(made)).toEqual([]);
  });
});

describe('it is none', () => {
  test('where two principals have a right each', () => {
    const made = fixture();
    made.backup.grantStartRestore(new Role(made.stack, 'OnCall', { assumedBy }));
    made.backup.grantDecide(new Role(made.stack, 'Lead', { assumedBy }));
    Template.fromStack(made.stack);
    expect(warnings(made)).toEqual([]);
  });

  test('where the second right is denied', () => {
    const made = fixture();
    const role = new Role(made.stack, 'OnCall', { assumedBy });
    role.addToPolicy(allow(['states:*'], ['*']));
    const arn = made.backup.decisionStateMachine.stateMachineArn;
    role.addToPolicy(allow(['states:StartExecution'], [arn], Effect.DENY));
    role.addToPolicy(allow(['states:SendTask*'], ['*'], Effect.DENY));
    expect(warnings(made)).toEqual([]);
  });
});
