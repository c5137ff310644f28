import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { answerJson } from './protocols/json';
import { operation } from './protocols/operation';
import type { LocalService } from './service';

const Datum = z.strictObject({
  MetricName: z.string(),
  Value: z.number(),
  Unit: z.string().optional(),
  /** Seconds since the epoch, as the protocol has it. */
  Timestamp: z.number().optional(),
  Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional(),
});

export type MetricDatum = z.output<typeof Datum> & { readonly Namespace: string };

const Alarm = z.strictObject({
  AlarmName: z.string(),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: Datum.shape.Dimensions,
  Statistic: z.string(),
  Period: z.number(),
  EvaluationPeriods: z.number(),
  Threshold: z.number(),
  ComparisonOperator: z.string(),
});

/** As many as CloudWatch names in one answer. */
const ALARMS_AT_ONCE = 100;

/** CloudWatch metrics and alarms, kept as they were put; no statistics, and no alarm goes off. */
export class LocalMetrics implements LocalService {
  readonly name = 'monitoring';
  readonly data: MetricDatum[] = [];
  private readonly alarms = new Map<string, z.output<typeof Alarm>>();

  private readonly operations = {
    PutMetricData: operation(
      z.strictObject({ Namespace: z.string(), MetricData: z.array(Datum) }),
      ({ Namespace, MetricData }) => {
        this.data.push(...MetricData.map((datum) => ({ ...datum, Namespace })));
      },
    ),
    PutMetricAlarm: operation(Alarm, (alarm) => {
      this.alarms.set(alarm.AlarmName, alarm);
    }),
    DescribeAlarms: operation(
      z.strictObject({ MaxRecords: z.int().min(1).max(ALARMS_AT_ONCE).default(50), NextToken: z.string().default('') }),
      ({ MaxRecords, NextToken }) => {
        const left = [...this.alarms.keys()].sort().filter((name) => name > NextToken);
        const names = left.slice(0, MaxRecords);
        return {
          MetricAlarms: names.map((name) => this.alarms.get(name)),
          CompositeAlarms: [],
          ...(left.length > names.length && { NextToken: names.at(-1) }),
        };
      },
    ),
  };

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerJson(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {}
}
