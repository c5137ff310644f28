import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import {
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  NOTIFICATIONS_FAILED,
  RECOVERY_POINT_AGE,
} from '../../domain/readiness/readiness';
import { OLD_DATABASE_USE, RESTORE_METRICS } from '../../domain/report/metrics';
import type { ReadinessMetric } from '../options/readiness-metric';

/** How often readiness is asked for. */
export const READINESS_INTERVAL = Duration.minutes(15);

/** The metrics that the watch over the readiness of one pair of stores writes. */
export class PairMetrics {
  constructor(
    private readonly scope: IConstruct,
    /** Value of their dimension, which tells the pairs of an account apart. */
    readonly pair: string,
  ) {}

  /** 1 is ready, 0 is not ready or unknown. */
  readiness(check: `${ReadinessMetric}`, props?: MetricOptions): Metric {
    return this.measured(check, { statistic: 'Minimum', ...props });
  }

  /** Seconds between now and the latest restorable time of the database. */
  recoveryPointAge(props?: MetricOptions): Metric {
    return this.measured(RECOVERY_POINT_AGE, { statistic: 'Maximum', ...props });
  }

  /** What each restore and drill that has ended has achieved, in seconds. */
  restores(): Metric[] {
    return RESTORE_METRICS.map((name) => this.measured(name, { statistic: 'Maximum' }));
  }

  /** Sessions and rows of clients that a cut-over has left behind on the old database. */
  oldDatabaseUse(): Metric {
    return this.measured(OLD_DATABASE_USE, { statistic: 'Maximum' });
  }

  /** Messages that a handler could not give to the topic. */
  failedNotifications(): Metric {
    return this.measured(NOTIFICATIONS_FAILED, { statistic: 'Sum' });
  }

  private measured(metricName: string, props: MetricOptions): Metric {
    const dimensionsMap = { [METRIC_DIMENSION]: this.pair };
    const metric = new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap,
      period: READINESS_INTERVAL,
      ...props,
    });
    return metric.attachTo(this.scope);
  }
}
