import { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { Handler } from '../handler/handler';
import { SchedulesRole } from './schedules-role';
import { type BaselineResources, writeBaseline } from './write-baseline';
import { type ManifestResources, writeManifest } from './write-manifest';

/**
 * What is noted every day, for the day of a restore: the source's settings, counts and migration head, and which rows
 * referred to missing objects already.
 */
export class DatabaseManifest extends Construct {
  constructor(scope: Construct, id: string, resources: ManifestResources & BaselineResources) {
    super(scope, id);
    const manifest = new Handler(this, 'WriteManifest', writeManifest(resources));
    const baseline = new Handler(this, 'WriteBaseline', writeBaseline(resources));
    this.everyDay('EveryDay', manifest, 'Writes the manifest of the protected database to the evidence bucket');
    this.everyDay('BaselineEveryDay', baseline, 'Notes which rows refer to objects that are missing');
  }

  private everyDay(id: string, handler: Handler<object>, description: string): void {
    const role = SchedulesRole.toInvoke(handler.function);
    new Schedule(this, id, {
      description,
      schedule: ScheduleExpression.rate(Duration.days(1)),
      target: new LambdaInvoke(handler.function, { role, retryAttempts: 3, maxEventAge: Duration.hours(6) }),
    });
  }
}
