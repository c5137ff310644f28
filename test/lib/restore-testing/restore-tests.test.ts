import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Application, PegasusBackup, ProtectedDatabase, RestoreTesting } from '../../../lib';
import { allowedTo, fixture } from '../fixture';

const tested = (restoreTesting: RestoreTesting) => fixture({ backup: { restoreTesting } }).template();

test('without the option nothing is restored by AWS Backup', () => {
  fixture().template().resourceCountIs('AWS::Backup::RestoreTestingPlan', 0);
});

test('the newest snapshot of the vault is restored, and kept as long as it takes to look at it', () => {
  const template = tested(RestoreTesting.weekly());
  template.hasResourceProperties('AWS::Backup::RestoreTestingPlan', {
    // With the 32 letters of the stack's ID: 50 are allowed.
    RestoreTestingPlanName: { 'Fn::Join': ['_', [Match.stringLikeRegexp('^[A-Za-z0-9_]{1,17}$'), Match.anyValue()]] },
    ScheduleExpression: 'cron(0 5 ? * SUN *)',
    StartWindowHours: 1,
    RecoveryPointSelection: {
      Algorithm: 'LATEST_WITHIN_WINDOW',
      IncludeVaults: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('Vault'), 'BackupVaultArn'] }],
      RecoveryPointTypes: ['SNAPSHOT'],
      SelectionWindowDays: 30,
    },
  });
  template.hasResourceProperties('AWS::Backup::RestoreTestingSelection', {
    ProtectedResourceType: 'RDS',
    ProtectedResourceArns: [Match.anyValue()],
    ValidationWindowHours: 1,
  });
});

test('it goes where the handlers reach it: the subnet group and the security groups of the source', () => {
  const template = tested(RestoreTesting.weekly({ instanceClass: 'db.t4g.micro' }));
  template.hasResourceProperties('AWS::Backup::RestoreTestingSelection', {
    RestoreMetadataOverrides: {
      dbSubnetGroupName: { Ref: Match.stringLikeRegexp('SubnetGroup') },
      vpcSecurityGroupIds: {
        'Fn::Join': ['', ['["', { 'Fn::GetAtt': [Match.stringLikeRegexp('DatabaseSecurityGroup'), 'GroupId'] }, '"]']],
      },
      dbInstanceClass: 'db.t4g.micro',
    },
  });
});

test.each([
  [RestoreTesting.monthly(), 'cron(0 5 1 * ? *)'],
  [RestoreTesting.on(Schedule.expression('cron(0 1 * * ? *)')), 'cron(0 1 * * ? *)'],
])('other schedules are possible', (testing, ScheduleExpression) => {
  tested(testing).hasResourceProperties('AWS::Backup::RestoreTestingPlan', { ScheduleExpression });
});

test('only jobs of this plan are validated, and a job that failed is told', () => {
  const template = tested(RestoreTesting.weekly());
  const plan = { 'Fn::GetAtt': [Match.stringLikeRegexp('RestoreTestsPlan'), 'RestoreTestingPlanArn'] };
  const rule = (status: string[], target: object) =>
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.backup'],
        'detail-type': ['Restore Job State Change'],
        detail: { restoreTestingPlanArn: [plan], status },
      },
      Targets: [Match.objectLike(target)],
    });
  rule(['COMPLETED'], { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('ValidateRestoreTest'), 'Arn'] } });
  rule(['ABORTED', 'FAILED'], { Arn: { Ref: Match.stringLikeRegexp('Notifications') } });
});

const mayDo = () => allowedTo(tested(RestoreTesting.weekly()), /ValidateRestoreTestRole/);

test('who validates may answer and look, and delete nothing', () => {
  const actions = mayDo().flatMap(({ Action }) => Action);
  expect(actions).toContain('backup:PutRestoreValidationResult');
  expect(actions.filter((action) => /Delete(DB|Object)|Restore(DB|Object)/.test(action))).toEqual([]);
});

test('who validates may modify only what carries the tag of a restore test', () => {
  const modifies = mayDo().filter(({ Action }) => [Action].flat().some((action) => /:Modify/.test(action)));
  expect(modifies).toEqual([
    expect.objectContaining({
      Action: 'rds:ModifyDBInstance',
      Condition: {
        Null: {
          'aws:ResourceTag/awsbackup-restore-test': 'false',
          'aws:ResourceTag/pegasus-backup:source': 'true',
        },
      },
    }),
  ]);
});

describe('an imported database', () => {
  function importing(restoreTesting: RestoreTesting, securityGroupId?: string): Stack {
    const stack = new Stack(new App(), 'Test');
    const securityGroups = securityGroupId ? [SecurityGroup.fromSecurityGroupId(stack, 'Group', securityGroupId)] : [];
    const db = DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Database', {
      instanceIdentifier: 'pegasus',
      instanceEndpointAddress: 'pegasus.example.com',
      port: 5432,
      securityGroups,
    });
    new PegasusBackup(stack, 'Backup', {
      database: ProtectedDatabase.instance(db, { credentials: Secret.fromSecretNameV2(stack, 'Secret', 'pegasus') }),
      bucket: new Bucket(stack, 'Objects'),
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      restoreTesting,
    });
    return stack;
  }

  test('needs its subnet group named', () => {
    expect(() => importing(RestoreTesting.weekly(), 'sg-1')).toThrow(
      "`restoreTesting` does not know the subnet group of Test/Database, and AWS Backup would restore into the default VPC: give it, as RestoreTesting.weekly({ subnetGroupName: 'private' }).",
    );
  });

  test('needs its security groups', () => {
    expect(() => importing(RestoreTesting.weekly({ subnetGroupName: 'private' }))).toThrow(
      '`restoreTesting` does not know the security groups of Test/Database, so the handler that validates could not reach what is restored: import the database with its `securityGroups`.',
    );
  });

  test('with both is taken', () => {
    Template.fromStack(importing(RestoreTesting.weekly({ subnetGroupName: 'private' }), 'sg-1')).hasResourceProperties(
      'AWS::Backup::RestoreTestingSelection',
      { RestoreMetadataOverrides: { dbSubnetGroupName: 'private', vpcSecurityGroupIds: '["sg-1"]' } },
    );
  });
});
