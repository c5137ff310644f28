import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
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

/** CloudWatch metrics, kept as they were put; no statistics, no alarms. */
export class LocalMetrics implements LocalService {
  readonly name = 'monitoring';
  readonly data: MetricDatum[] = [];

  private readonly operations = {
    PutMetricData: operation(
      z.strictObject({ Namespace: z.string(), MetricData: z.array(Datum) }),
      ({ Namespace, MetricData }) => {
        this.data.push(...MetricData.map((datum) => ({ ...datum, Namespace })));
      },
    ),
  };

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerJson(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {}
}
