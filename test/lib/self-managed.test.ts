import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Application, PegasusBackup, ProtectedDatabase, type SelfManagedDatabaseProps } from '../../lib';

function selfManaged(props: Partial<SelfManagedDatabaseProps> = {}) {
  const stack = new Stack(new App(), 'Test');
  const vpc = new Vpc(stack, 'Vpc');
  const credentials = new Secret(stack, 'Credentials');
  new PegasusBackup(stack, 'Backup', {
    database: ProtectedDatabase.selfManaged({ databaseName: 'pegasus', credentials, majorVersion: 17, vpc, ...props }),
    bucket: new Bucket(stack, 'Objects'),
    application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
    vpc,
  });
  return stack;
}
const template = (props?: Partial<SelfManagedDatabaseProps>) => Template.fromStack(selfManaged(props));

test('the database is dumped every day', () => {
  template().hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(30 2 * * ? *)',
    Target: Match.objectLike({ EcsParameters: Match.objectLike({ LaunchType: 'FARGATE' }) }),
  });
});
