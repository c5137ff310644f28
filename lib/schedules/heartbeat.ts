import { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { Handler } from '../handler/handler';
import { SchedulesRole } from './schedules-role';
import { type HeartbeatResources, writeHeartbeat } from './write-heartbeat';

/**
 * The same id to both stores, every minute: after a restore the newest heartbeat says what moment was really recovered,
 * and a quiet database still has something to recover to.
 */
export class Heartbeat extends Construct {
  constructor(scope: Construct, id: string, resources: HeartbeatResources) {
    super(scope, id);
    const handler = new Handler(this, 'WriteHeartbeat', writeHeartbeat(resources));
    const role = SchedulesRole.toInvoke(handler.function);
    new Schedule(this, 'EveryMinute', {
      description: 'Writes the heartbeat of the backup to the database and the bucket',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      // A heartbeat that is late is worth nothing: the next one comes.
      target: new LambdaInvoke(handler.function, { role, retryAttempts: 0, maxEventAge: Duration.minutes(1) }),
    });
  }
}
