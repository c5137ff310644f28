import type { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { articleOf, READINESS, type ReadinessName } from '../../domain/readiness/readiness';
import { type PairMetrics, READINESS_INTERVAL } from './pair-metrics';

/** Checks that fail together and are mended in one place. Each of the others has an alarm of its own name. */
const TOGETHER: Readonly<Record<string, readonly ReadinessName[]>> = {
  Permissions: ['RestoreRoles', 'EncryptionKeys'],
  CutOver: ['DatabaseInUse', 'CutOver'],
  PointInTimeRecovery: ['LatestRestorableTime', 'BackupRetention'],
  Snapshots: ['DailySnapshot', 'SnapshotVault'],
  Copies: ['Replication', 'ReplicationLag', 'BackupBucket'],
  History: ['ObjectHistory', 'BucketPolicies'],
  Network: ['SubnetGroup', 'Network'],
  Heartbeats: ['DatabaseHeartbeat', 'BucketHeartbeat'],
};

const shared = Object.values(TOGETHER).flat();
const ALARMS: readonly (readonly [name: string, checks: readonly ReadinessName[]])[] = [
  ...READINESS.filter((check) => !shared.includes(check)).map((check) => [check, [check]] as const),
  ...Object.entries(TOGETHER),
];

/** The alarm knows only the lowest of them. */
const WHICH = 'Which it is, and why: readiness/latest.json in the evidence bucket. ';

export interface ReadinessAlarmsProps {
  readonly notifications: ITopic;
  readonly metrics: PairMetrics;
}

/** They call when a check is not ready twice in a row, or when the watch does not run, and when all is ready again. */
export class ReadinessAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { notifications, metrics }: ReadinessAlarmsProps) {
    super(scope, id);
    const action = new SnsAction(notifications);
    this.all = ALARMS.map(([name, checks]) => {
      const alarm = new Alarm(this, name, {
        alarmDescription: `${checks.join(' or ')}: a restore of ${metrics.pair} might fail. ${checks.length > 1 ? WHICH : ''}What to do: ${checks.map(articleOf).join(', ')}`,
        metric: lowestOf(checks, metrics, READINESS_INTERVAL),
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold: 1,
        evaluationPeriods: 2,
        treatMissingData: TreatMissingData.BREACHING,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      return alarm;
    });
  }
}

/** One of several that is missing is not ready; where all are, the alarm itself takes that for not ready. */
function lowestOf(checks: readonly ReadinessName[], metrics: PairMetrics, period: Duration): IMetric {
  const [only, ...more] = checks;
  if (more.length === 0) return metrics.readiness(only!);
  const usingMetrics = Object.fromEntries(checks.map((check, index) => [`m${index}`, metrics.readiness(check)]));
  const filled = Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`);
  return new MathExpression({
    expression: `MIN([${filled.join(', ')}])`,
    label: 'Ready (1) or not (0)',
    usingMetrics,
    period,
  });
}
