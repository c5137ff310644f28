import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import {
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  RECOVERY_POINT_AGE,
  type ReadinessReport,
  readinessValue,
} from '../../domain/readiness/readiness';

/**
 * One metric for each check, under its name, in the log of the function (EMF): neither a permission nor a way to
 * CloudWatch's API is needed, and what was measured stands beside what was logged.
 */
export class ReadinessMetrics {
  constructor(private readonly pair: string) {}

  /** @param recoveryPointAge seconds; undefined when not known, and then there is no metric */
  publish(report: ReadinessReport, recoveryPointAge: number | undefined): void {
    const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
    // Also the service's name would be a dimension, which every alarm would have to repeat.
    metrics.clearDefaultDimensions();
    metrics.addDimension(METRIC_DIMENSION, this.pair);
    for (const check of report.checks) metrics.addMetric(check.name, MetricUnit.Count, readinessValue(check));
    if (recoveryPointAge !== undefined) metrics.addMetric(RECOVERY_POINT_AGE, MetricUnit.Seconds, recoveryPointAge);
    metrics.publishStoredMetrics();
  }
}
