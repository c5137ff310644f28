import { describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
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
  const { definition } = ProtectedDatabase.instance(fixture().db);
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
