import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RDSClient } from '@aws-sdk/client-rds';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Dependents } from '../../../runtime/database/dependents';

const INSTANCE = [{ dimension: 'DBInstanceIdentifier', name: 'pegasus' }] as const;
const CLUSTER = [
  { dimension: 'DBClusterIdentifier', name: 'pegasus' },
  { dimension: 'DBInstanceIdentifier', name: 'pegasus-writer' },
] as const;

const rds = jest.spyOn(RDSClient.prototype, 'send') as unknown as jest.Mock;
const cloudWatch = jest.spyOn(CloudWatchClient.prototype, 'send') as unknown as jest.Mock;
const dependents = new Dependents(
  new RDSClient({ region: 'eu-west-1' }),
  new CloudWatchClient({ region: 'eu-west-1' }),
);

/** Proxies with their targets, and pages of alarms. */
function there(proxies: Record<string, object[]>, ...pages: object[][]) {
  rds.mockImplementation((async ({ input }: { input: { DBProxyName?: string } }) =>
    input.DBProxyName === undefined
      ? { DBProxies: Object.keys(proxies).map((DBProxyName) => ({ DBProxyName })) }
      : { Targets: proxies[input.DBProxyName] }) as never);
  cloudWatch.mockImplementation((async ({ input }: { input: { NextToken?: string } }) => {
    const page = Number(input.NextToken ?? 0);
    return { MetricAlarms: pages[page] ?? [], ...(page + 1 < pages.length && { NextToken: String(page + 1) }) };
  }) as never);
}

const alarm = (AlarmName: string, Value: string, Name = 'DBInstanceIdentifier') => ({
  AlarmName,
  Dimensions: [
    { Name: 'Role', Value: 'WRITER' },
    { Name, Value },
  ],
});

beforeEach(() => void jest.clearAllMocks());

describe('of an instance', () => {
  test('are the proxies that lead to it and the alarms that watch it, on every page', async () => {
    there(
      {
        door: [{ Type: 'RDS_INSTANCE', RdsResourceId: 'pegasus' }],
        other: [{ RdsResourceId: 'pegasus-2' }],
        empty: [],
      },
      [alarm('cpu', 'pegasus'), alarm('another', 'pegasus-2')],
      [alarm('io', 'pegasus'), { AlarmName: 'queue', Dimensions: [{ Name: 'QueueName', Value: 'pegasus' }] }],
    );
    expect(await dependents.of(INSTANCE)).toEqual(
      (
        [
          ['proxy', 'door'],
          ['alarm', 'cpu'],
          ['alarm', 'io'],
        ] as const
      ).map(([kind, name]) => ({ kind, name, database: INSTANCE[0] })),
    );
  });

  test('an alarm that calculates with several metrics of it is named once', async () => {
    const Metric = { Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'pegasus' }] };
    there({}, [
      { AlarmName: 'ratio', Metrics: [{ MetricStat: { Metric } }, { MetricStat: { Metric } }, { Expression: 'a/b' }] },
    ]);
    expect(await dependents.of(INSTANCE)).toEqual([{ kind: 'alarm', name: 'ratio', database: INSTANCE[0] }]);
  });
});

test('of a cluster its instances are part, and a proxy leads to the cluster', async () => {
  const target = { TrackedClusterId: 'pegasus' };
  there(
    {
      door: [
        { ...target, Type: 'TRACKED_CLUSTER' },
        { ...target, RdsResourceId: 'pegasus-writer' },
      ],
    },
    [
      alarm('cpu', 'pegasus-writer'),
      alarm('volume', 'pegasus', 'DBClusterIdentifier'),
      alarm('an instance of that name', 'pegasus'),
    ],
  );
  expect((await dependents.of(CLUSTER)).map(({ name, database }) => [name, database.name])).toEqual([
    ['door', 'pegasus'],
    ['cpu', 'pegasus-writer'],
    ['volume', 'pegasus'],
  ]);
});

test('a database that AWS does not know has none, and nobody is asked', async () => {
  expect(await dependents.of([])).toEqual([]);
  expect(rds).not.toHaveBeenCalled();
  expect(cloudWatch).not.toHaveBeenCalled();
});
