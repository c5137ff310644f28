import { describe, expect, test } from '@jest/globals';
import { App, SecretValue, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret, type SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { CutOver, ProtectedDatabase } from '../../../lib';
import { renameSwapCutOver } from '../../../lib/cut-over/rename-swap';
import { allowedTo, fixture, plain } from '../fixture';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, object>>;
}

const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:application-AbCdEf';
const elsewhere = new Stack(undefined, 'Elsewhere');
const WAYS: readonly (readonly [string, CutOver, string, string, string])[] = [
  [
    'secret',
    CutOver.secret(Secret.fromSecretCompleteArn(elsewhere, 'Secret', SECRET_ARN)),
    'secretsmanager',
    'PutSecretValue',
    SECRET_ARN,
  ],
  [
    'parameter',
    CutOver.parameter(StringParameter.fromStringParameterName(elsewhere, 'Parameter', '/pegasus/database')),
    'ssm',
    'PutParameter',
    'parameter/pegasus/database',
  ],
  ['rename-swap', CutOver.renameSwap(), 'rds', 'ModifyDBInstance', 'db:'],
  [
    'cname',
    CutOver.cname(HostedZone.fromHostedZoneId(elsewhere, 'Zone', 'Z1'), 'Database.example.com'),
    'route53',
    'ChangeResourceRecordSets',
    'hostedzone/Z1',
  ],
];

function statements(template: Template, handler: string): readonly Statement[] {
  return allowedTo(template, new RegExp(`${handler}Role`));
}

describe.each(WAYS)('a cut-over by %s', (kind, cutOver, service, action, resource) => {
  const template = fixture({ backup: { cutOver } }).template();

  test.each(['FreezeWrites', 'WriteHeartbeat', 'WatchReadiness', 'OpenLowTraffic'])('%s knows it', (handler) => {
    const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
    const [, found] = functions.find(([id]) => id.includes(`${handler}Function`))!;
    expect(JSON.parse(plain(found.Properties.Environment.Variables.CUT_OVER))).toMatchObject({ kind });
  });

  test('only OpenLowTraffic may carry it out, and on nothing else', () => {
    const may = (handler: string) =>
      statements(template, handler).filter(
        ({ Action, Condition = {} }) =>
          // The traffic parameter, and databases that a restore made, are others' to change.
          [Action].flat().includes(`${service}:${action}`) && !/ResourceTag/.test(JSON.stringify(Condition)),
      );
    const cutsOver = may('OpenLowTraffic').map(({ Resource }) => [Resource].flat().map(plain).join(' '));
    expect(cutsOver.join(' ')).toContain(resource);
    expect(cutsOver.join(' ').split(' ')).not.toContain('*');
    for (const handler of ['WriteHeartbeat', 'WatchReadiness']) expect(may(handler)).toEqual([]);
  });
});

test('the role may upsert this one record, in lower case, and no other', () => {
  const template = fixture({ backup: { cutOver: WAYS[3]![1] } }).template();
  const [change] = statements(template, 'OpenLowTraffic').filter(
    ({ Action }) => Action === 'route53:ChangeResourceRecordSets',
  );
  expect(change?.Condition).toEqual({
    'ForAllValues:StringEquals': {
      'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['database.example.com'],
      'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME'],
      'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
    },
  });
});

test('only an instance can be renamed so', () => {
  const { _definition: definition } = ProtectedDatabase.instance(fixture().db);
  expect(() => renameSwapCutOver().cutsOver({ ...definition, kind: 'cluster' })).toThrow(
    /`cutOver`.*renameSwap.*kind `cluster`.*CutOver\.secret/,
  );
});

describe('F102 a secret that this app knows to be managed is refused at synth', () => {
  const OTHER = /`cutOver` would rewrite.*RDS.*alone may write.*CutOver\.parameter/;
  const managed = { database: { manageMasterUserPassword: true } };

  test('as the default of a database whose password RDS manages', () => {
    expect(() => fixture(managed)).toThrow(OTHER);
  });

  test('when it is named, of whatever database', () => {
    const other = fixture({ ...managed, backup: { cutOver: WAYS[1]![1] } });
    expect(() => CutOver.secret(other.db.secret!)).toThrow(OTHER);
  });

  test.each(['rds!db-0a1b', 'rds!cluster-0a1b', 'ecs-sc!service'])('when it is imported by the name %s', (name) => {
    const stack = new Stack(undefined, 'Imports');
    const refused = new RegExp(`would rewrite the secret ${name}.*CutOver\\.parameter`);
    expect(() => CutOver.secret(Secret.fromSecretNameV2(stack, 'ByName', name))).toThrow(refused);
    const arn = SECRET_ARN.replace('application-AbCdEf', name);
    expect(() => CutOver.secret(Secret.fromSecretPartialArn(stack, 'ByPart', arn))).toThrow(refused);
    expect(() => CutOver.secret(Secret.fromSecretCompleteArn(stack, 'Whole', `${arn}-AbCdEf`))).toThrow(refused);
  });

  test('and the advice is synthesised: such a database, and a parameter or secret of their own', () => {
    for (const [, cutOver] of WAYS.slice(0, 2))
      expect(() => fixture({ ...managed, backup: { cutOver } })).not.toThrow();
  });

  test('a partial ARN that looks like a whole one is refused: Secrets Manager would look for another', () => {
    const stack = new Stack(undefined, 'Partial');
    const arn = SECRET_ARN.replace('application-AbCdEf', 'pegasus-secret');
    const partial = Secret.fromSecretPartialArn(stack, 'Partial', arn);
    expect(() => CutOver.secret(partial)).toThrow(
      /`cutOver` has the secret pegasus-secret without.*fromSecretCompleteArn/,
    );
    const plainly = Secret.fromSecretPartialArn(stack, 'Plain', arn.replace('-secret', '/database'));
    expect(() => CutOver.secret(plainly)).not.toThrow();
  });
});

describe('F106 what a cut-over writes is in no template', () => {
  const cutOverOf = (make: (stack: Stack) => CutOver) => {
    const stack = new Stack(new App(), 'Application');
    return { cutOver: make(stack), stack };
  };

  test('a parameter whose value this app deploys is refused', () => {
    const make = (stack: Stack) => CutOver.parameter(new StringParameter(stack, 'Where', { stringValue: '{}' }));
    expect(() => cutOverOf(make)).toThrow(
      '`cutOver` has the parameter Application/Where, whose value is in a template: a deployment that changes it leads the application back to the old database. Make it once, with `aws ssm put-parameter` (examples/database-url), and import it with `StringParameter.fromStringParameterName`.',
    );
  });

  test.each([
    ['by its name', (stack: Stack) => StringParameter.fromStringParameterName(stack, 'Imported', '/ours/where')],
    [
      'by its ARN',
      (stack: Stack) =>
        StringParameter.fromStringParameterArn(
          stack,
          'Imported',
          'arn:aws:ssm:us-east-1:111111111111:parameter/ours/where',
        ),
    ],
  ])('nor one that is imported %s and deployed all the same', (_, imported) => {
    const { stack } = cutOverOf((app) => CutOver.parameter(imported(app)));
    new StringParameter(stack, 'Other', { parameterName: '/ours/other', stringValue: '{}' });
    expect(() => Template.fromStack(stack)).not.toThrow();
    const { stack: both } = cutOverOf((app) => CutOver.parameter(imported(app)));
    new StringParameter(both, 'Where', { parameterName: '/ours/where', stringValue: '{}' });
    expect(() => Template.fromStack(both)).toThrow(
      '`cutOver` has the parameter Application/Where, whose value is in a',
    );
  });

  test('a secret whose text is in a template is warned of, one that is generated is not', () => {
    const warnings = (secret: Partial<SecretProps>) => {
      const { stack } = cutOverOf((app) => CutOver.secret(new Secret(app, 'Where', secret)));
      return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('whose text is in a template'));
    };
    expect(warnings({ secretStringValue: SecretValue.unsafePlainText('{"host": "x"}') })).toHaveLength(1);
    expect(warnings({ generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'password' } })).toEqual(
      [],
    );
  });
});

test('F102 an encrypted parameter is refused where it is known, and not only by PlanRestore', () => {
  const parameter = StringParameter.fromSecureStringParameterAttributes(elsewhere, 'Encrypted', {
    parameterName: '/x',
  });
  expect(() => CutOver.parameter(parameter)).toThrow(
    '`cutOver` has the parameter Elsewhere/Encrypted of the type SecureString; one of the type String is allowed',
  );
});

test.each([
  ['ours', 'ours'],
  ['ours/where', '/ours/where'],
])('a parameter that is imported by the ARN of %s is asked for as %s', (path, parameterName) => {
  const arn = `arn:aws:ssm:us-east-1:111111111111:parameter/${path}`;
  const parameter = StringParameter.fromStringParameterArn(new Stack(new App(), 'Stack'), 'Parameter', arn);
  expect(CutOver.parameter(parameter)._definition.spec).toEqual({ kind: 'parameter', parameterName });
});
