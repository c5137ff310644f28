import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { Handler } from './handlers/handler';
import { explainWildcard } from './handlers/wildcards';
import { type ManifestResources, writeManifest } from './handlers/write-manifest';

/** The source's settings, counts and migration head, every day: for the day when it is gone, and for the checks. */
export class DatabaseManifest extends Construct {
  constructor(scope: Construct, id: string, resources: ManifestResources) {
    super(scope, id);
    const handler = new Handler(this, 'WriteManifest', writeManifest(resources));
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
      description: 'Starts the daily manifest of the protected database',
    });
    explainWildcard(role, `${handler.function.functionArn}:*`, 'CDK lets a schedule invoke any version of its target');
    new Schedule(this, 'EveryDay', {
      description: 'Writes the manifest of the protected database to the evidence bucket',
      schedule: ScheduleExpression.rate(Duration.days(1)),
      target: new LambdaInvoke(handler.function, { role, retryAttempts: 3, maxEventAge: Duration.hours(6) }),
    });
  }
}
