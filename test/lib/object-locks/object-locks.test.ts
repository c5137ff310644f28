import { App, Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Bucket, ObjectLockMode } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { BackupDestination, Replication, ReplicationMode } from '../../../lib';
import { ObjectLocks } from '../../../lib/object-locks/object-locks';
import { allowedTo, fixture, plain } from '../fixture';

import validate = require('asl-validator');

const vault = fixture({ backup: { replication: Replication.vault() } });
const template = vault.template();
const renewals = (of: Template): string[] =>
  Object.entries(of.findResources('AWS::StepFunctions::StateMachine'))
    .filter(([id]) => /Locks/.test(id))
    .map(([, { Properties }]) => plain(Properties.DefinitionString));

test('F118 the locks of a vault are renewed; a standby has none', () => {
  expect(renewals(template)).toHaveLength(1);
  expect(renewals(fixture().template())).toHaveLength(0);
});

const locksBelow = (scope: IConstruct) => scope.node.findAll().filter((one) => one instanceof ObjectLocks).length;

test('F118 those of a bucket that is given are renewed, too, and those of a destination where it is', () => {
  const given = new Bucket(new Stack(), 'There', { versioned: true, objectLockEnabled: true });
  expect(locksBelow(fixture({ backup: { replication: Replication.vault(given) } }).backup)).toBe(1);
  const env = { account: '210987654321', region: 'eu-west-1' };
  const destination = (mode: ReplicationMode) =>
    new BackupDestination(new Stack(new App(), 'Safe', { env }), 'Copies', { mode });
  const vault = destination(ReplicationMode.VAULT);
  expect([vault, destination(ReplicationMode.STANDBY)].map(locksBelow)).toEqual([1, 0]);
  const replication = Replication.vault(vault.bucket, { roleName: 'replication' });
  expect(locksBelow(fixture({ backup: { replication } }).backup)).toBe(0);
});

test('the machine is valid for Step Functions, and goes on until every lock was seen', () => {
  const definition = JSON.parse(renewals(template)[0]!);
  const { isValid, errorsText } = validate(definition);
  expect(isValid ? '' : errorsText('\n')).toBe('');
  expect(definition.States.RenewLocks).toMatchObject({
    TimeoutSeconds: 960,
    Retry: expect.anything(),
    Next: 'EveryLockSeen',
  });
  expect(definition.States.EveryLockSeen.Choices.map(({ Next }: { Next: string }) => Next)).toEqual([
    'RenewLocks',
    'LocksNotRenewed',
  ]);
});

test('F118 it begins every five days, and a week without one that ended well is an alarm', () => {
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(5 days)',
    Target: { Arn: { Ref: Match.stringLikeRegexp('LocksRenewal') } },
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ExecutionsSucceeded',
    AlarmDescription: Match.stringLikeRegexp('^LocksNotRenewed'),
    Period: 86_400,
    EvaluationPeriods: 7,
    TreatMissingData: 'breaching',
    AlarmActions: [Match.anyValue()],
  });
});

test('F118 the role that renews can read no object and make no lock longer than is needed', () => {
  const statements = allowedTo(template, /RenewLocksRole/);
  const on = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action));
  expect(on('s3:PutObjectRetention').map(({ Condition }) => Condition)).toEqual([
    { NumericLessThanEquals: { 's3:object-lock-remaining-retention-days': '73' } },
  ]);
  expect(on('s3:GetObject').map(({ Resource }) => [Resource].flat().map(plain).join(' '))).toEqual([
    expect.stringMatching(/\/pegasus-backup\/locks\.json.*\/pegasus-backup\/locks-begun\.json$/),
  ]);
  expect(on('s3:BypassGovernanceRetention')).toEqual([]);
});

test('F118 a copy is locked longer than its history, under governance or, when that is chosen, compliance', () => {
  const lock = (Mode: string) => ({
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 47, Mode } } },
  });
  template.hasResourceProperties('AWS::S3::Bucket', lock('GOVERNANCE'));
  const objectLockMode = ObjectLockMode.COMPLIANCE;
  fixture({ backup: { replication: Replication.vault(undefined, { objectLockMode }) } })
    .template()
    .hasResourceProperties('AWS::S3::Bucket', lock('COMPLIANCE'));
});
