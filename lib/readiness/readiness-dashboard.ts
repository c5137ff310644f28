import { Duration } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, GraphWidget, type IAlarm, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

export interface ReadinessDashboardProps {
  readonly alarms: IAlarm[];
  readonly readiness: IMetric[];
  readonly recoveryPointAge: IMetric;
  /** Achieved recovery point, skew and recovery time of restores and drills. */
  readonly restores: IMetric[];
}

/** The state of every check now, and of the last weeks. */
export class ReadinessDashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { alarms, readiness, recoveryPointAge, restores }: ReadinessDashboardProps,
  ) {
    super(scope, id);
    new Dashboard(this, 'Resource', {
      defaultInterval: Duration.days(14),
      widgets: [
        [new AlarmStatusWidget({ title: 'Could both stores be restored now?', alarms, width: 24, height: 5 })],
        [
          new GraphWidget({
            title: 'Ready (1) or not (0)',
            left: readiness,
            leftYAxis: { min: 0, max: 1, showUnits: false },
            width: 16,
            height: 8,
          }),
          new GraphWidget({
            title: 'What a restore would lose now (seconds)',
            left: [recoveryPointAge],
            leftYAxis: { min: 0, showUnits: false },
            width: 8,
            height: 8,
          }),
        ],
        [
          new GraphWidget({
            title: 'What restores and drills have achieved (seconds)',
            left: restores,
            leftYAxis: { min: 0, showUnits: false },
            width: 24,
            height: 8,
          }),
        ],
      ],
    });
  }
}
