import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LocalMetrics } from '../../../local/aws/cloudwatch';
import { LocalIdentity } from '../../../local/aws/sts';
import { serve, signedFetch } from './serve';

const metrics = new LocalMetrics();
let client: CloudWatchClient;
let close: () => Promise<void>;
beforeAll(async () => {
  const served = await serve(metrics);
  client = new CloudWatchClient(served.client);
  close = served.close;
});
afterAll(() => close());

test('a metric is kept as it was put, also in a large request, which the client compresses', async () => {
  const Dimensions = [{ Name: 'Step', Value: 'x'.repeat(200) }];
  const MetricData = Array.from({ length: 100 }, (_, Value) => ({ MetricName: 'Skew', Value, Dimensions }));
  await client.send(new PutMetricDataCommand({ Namespace: 'Pegasus', MetricData }));
  expect(metrics.data).toEqual(MetricData.map((datum) => ({ ...datum, Namespace: 'Pegasus' })));
});

test('alarms are told in pages, each as it was put last', async () => {
  const Dimensions = [{ Name: 'DBInstanceIdentifier', Value: 'pegasus' }];
  const rule = { Namespace: 'AWS/RDS', MetricName: 'CPUUtilization', Statistic: 'Average', Period: 60 } as const;
  const limit = { EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' } as const;
  for (const [AlarmName, Threshold] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['b', 4],
  ] as const) {
    await client.send(new PutMetricAlarmCommand({ AlarmName, Threshold, Dimensions, ...rule, ...limit }));
  }
  const found = [];
  for await (const page of paginateDescribeAlarms({ client, pageSize: 2 }, {}))
    found.push(...(page.MetricAlarms ?? []));
  expect(found).toMatchObject([{ AlarmName: 'a' }, { AlarmName: 'b', Threshold: 4, Dimensions }, { AlarmName: 'c' }]);
  await expect(client.send(new DescribeAlarmsCommand({ AlarmNames: ['a'] }))).rejects.toMatchObject({
    name: 'NotImplemented',
  });
});

test('what is not implemented answers 501', async () => {
  await expect(client.send(new ListMetricsCommand({}))).rejects.toMatchObject({ name: 'NotImplemented' });
});

test('everybody is the same caller', async () => {
  const served = await serve(new LocalIdentity());
  const answer = await signedFetch(served.client, 'sts', '/', {
    method: 'POST',
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(await answer.text()).toContain('<Account>000000000000</Account>');
  await served.close();
});
