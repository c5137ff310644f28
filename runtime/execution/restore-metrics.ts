import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRIC_DIMENSION, METRIC_NAMESPACE } from '../../domain/readiness/readiness';
import { OLD_DATABASE_USE, restoreMetrics } from '../../domain/report/metrics';
import type { RestoreReport } from '../../domain/report/model';
import { countOldUse } from '../../domain/report/old-database';

/** What a restore has achieved, in the log of the function (EMF), as the metrics of the readiness are. */
export class RestoreMetrics {
  constructor(private readonly pair: string) {}

  publish(report: RestoreReport): void {
    const measured = restoreMetrics(report);
    const use = report.oldDatabase && countOldUse(report.oldDatabase);
    if (measured.length === 0 && use === null) return;
    const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
    metrics.clearDefaultDimensions();
    metrics.addDimension(METRIC_DIMENSION, this.pair);
    for (const [name, seconds] of measured) metrics.addMetric(name, MetricUnit.Seconds, seconds);
    if (use !== null) metrics.addMetric(OLD_DATABASE_USE, MetricUnit.Count, use);
    metrics.publishStoredMetrics();
  }
}
