import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { DrillSchedule } from '../../../lib';
import { fixture, plain, statementsByRole } from '../fixture';

const drillsOf = (drill?: DrillSchedule) =>
  Object.values(fixture({ backup: { drill } }).template().findResources('AWS::Scheduler::Schedule')).filter(
    ({ Properties }) => String(Properties.Target.Arn['Fn::Join']?.[1].at(-1)).includes('startExecution'),
  );

describe('the schedule of drills', () => {
  test.each([
    ['weekly, when nothing is said', undefined, 'cron(17 3 ? * SUN *)'],
    ['monthly', DrillSchedule.monthly(), 'cron(17 3 1 * ? *)'],
    ['of your own', DrillSchedule.at(ScheduleExpression.rate(Duration.days(3))), 'rate(3 days)'],
  ])('is %s', (_what, drill, expression) =>
    expect(drillsOf(drill).map(({ Properties }) => Properties.ScheduleExpression)).toEqual([expression]),
  );

  test('may be none', () => expect(drillsOf(DrillSchedule.never())).toEqual([]));

  test('starts the machine in mode drill, without a time, under a name that no second delivery can start again', () => {
    const [schedule] = drillsOf();
    const { StateMachineArn, Name, Input } = JSON.parse(plain(schedule!.Properties.Target.Input));
    expect(StateMachineArn).toMatch(/^BackupRestore/);
    expect(Name).toBe('drill-<aws.scheduler.execution-id>');
    expect(JSON.parse(Input)).toEqual({
      mode: 'drill',
      reason: 'drill by schedule',
      requestedBy: 'the schedule of drills',
    });
  });

  test.each([
    ['monthly', DrillSchedule.monthly(), '35'],
    ['weekly', DrillSchedule.weekly(), '31'],
    ['never', DrillSchedule.never(), '31'],
  ])('%s: the last verified restore may be %3$s days old', (_what, drill, days) => {
    fixture({ backup: { drill } })
      .template()
      .hasResourceProperties('AWS::Lambda::Function', {
        Environment: { Variables: Match.objectLike({ VERIFIED_WITHIN_DAYS: days }) },
      });
  });

  test('further apart than a verified restore may be old: refused', () => {
    const of = (days: number) => () =>
      fixture({ backup: { drill: DrillSchedule.monthly(), verifiedWithin: Duration.days(days) } });
    expect(of(31)).toThrow(/`verifiedWithin` is 31 days, and `drill` runs up to 31 days apart.*Give more than 31 days/);
    expect(of(32)).not.toThrow();
  });
});

test('the function that runs the application may be invoked by the two steps that start and stop it', () => {
  const { stack } = fixture();
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:drill';
  const drillApplication = LambdaFunction.fromFunctionArn(stack, 'Drill', arn);
  const template = fixture({ backup: { drillApplication } }).template();
  const told = Object.values(template.findResources('AWS::Lambda::Function'))
    .filter(({ Properties }) => Properties.Environment?.Variables.DRILL_APPLICATION === arn)
    .map(({ Properties }) => Properties.Description.replace(/:.*/s, ''));
  expect(told.sort()).toEqual(['ReportStopped', 'RunChecks', 'TearDown']);
  const invokers = statementsByRole(template).filter(([, statements]) =>
    statements.some(({ Action, Resource }) => Action === 'lambda:InvokeFunction' && Resource === arn),
  );
  expect(invokers).toHaveLength(3);
});

describe('the security group of drills', () => {
  const groupOf = (template: ReturnType<ReturnType<typeof fixture>['template']>) =>
    Object.values(template.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment?.Variables.DRILL_SECURITY_GROUP)
      .filter((group) => group !== undefined)
      .map(plain)
      .filter((group, index, groups) => groups.indexOf(group) === index);

  test('admits the handlers at the port of the database, and reaches nobody', () => {
    const template = fixture().template();
    const [[id, group]] = Object.entries(
      template.findResources('AWS::EC2::SecurityGroup', {
        Properties: { GroupDescription: Match.stringLikeRegexp('drills') },
      }),
    ) as [[string, { Properties: { SecurityGroupEgress: unknown; SecurityGroupIngress: Record<string, unknown>[] } }]];
    const { SecurityGroupEgress, SecurityGroupIngress } = group.Properties;
    expect(SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
    expect(SecurityGroupIngress).toHaveLength(1);
    const [{ SourceSecurityGroupId, FromPort, ToPort, IpProtocol }] = SecurityGroupIngress as [Record<string, unknown>];
    expect(plain(SourceSecurityGroupId)).toMatch(/HandlerSecurityGroup/);
    expect([FromPort, ToPort].map(plain)).toEqual(Array(2).fill(expect.stringMatching(/Endpoint.Port/)));
    expect(IpProtocol).toBe('tcp');
    const beside = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'));
    expect(beside.filter(({ Properties }) => plain(Properties.GroupId).startsWith(id))).toEqual([]);
    expect(groupOf(template)).toEqual([`${id}.GroupId`]);
  });

  test('may be given', () => {
    const { stack } = fixture();
    const drillSecurityGroup = SecurityGroup.fromSecurityGroupId(stack, 'Own', 'sg-own');
    expect(groupOf(fixture({ backup: { drillSecurityGroup } }).template())).toEqual(['sg-own']);
  });

  test('is none outside of a VPC', () =>
    expect(groupOf(fixture({ backup: { vpc: undefined } }).template())).toEqual([]));
});
