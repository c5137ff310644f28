import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import { describe, expect, test } from '@jest/globals';
import { EcsServiceSwitch } from '../../../../runtime/traffic/switches/ecs-service';
import { EventSourceMappingSwitch } from '../../../../runtime/traffic/switches/event-source-mapping';
import { LambdaFunctionSwitch } from '../../../../runtime/traffic/switches/lambda-function';
import { RuleSwitch } from '../../../../runtime/traffic/switches/rule';
import { ScheduleSwitch } from '../../../../runtime/traffic/switches/schedule';
import { priorOf, type Switch, switchOf } from '../../../../runtime/traffic/switches/switch';
import { recorder } from './recorder';

/** Through a freeze and back again, as a run does it. */
async function thereAndBack(one: Switch) {
  const prior = await one.read();
  for (const mode of ['frozen', 'low-traffic', 'open'] as const) await one.set(one.stateIn(mode, prior));
  return prior;
}

describe('an ECS service', () => {
  function service(scaled: boolean, status = 'ACTIVE') {
    const now = { desiredCount: 5, runningCount: 5, pendingCount: 0, status };
    let SuspendedState: unknown = { DynamicScalingInSuspended: false, ScheduledScalingSuspended: true };
    const client = recorder({
      DescribeServices: () => ({ services: [{ ...now }] }),
      UpdateService: ({ desiredCount }) => void Object.assign(now, { desiredCount }),
      DescribeScalableTargets: () => ({ ScalableTargets: scaled ? [{ SuspendedState }] : [] }),
      RegisterScalableTarget: (input) => {
        SuspendedState = input.SuspendedState;
      },
    });
    const spec = { kind: 'ecs-service', cluster: 'pegasus', service: 'worker', lowTrafficCount: 1 } as const;
    const clients = client as unknown as ECSClient & ApplicationAutoScalingClient;
    return { now, client, one: switchOf(new EcsServiceSwitch(spec, clients, clients)) };
  }
  const suspended = (client: ReturnType<typeof recorder>) =>
    client
      .writes()
      .map(({ command, input }) =>
        command === 'UpdateService'
          ? input.desiredCount
          : Object.values(input.SuspendedState as Record<string, boolean>).join(),
      );

  test('goes to none, to one and back; scaling is off before and on again after, as it was', async () => {
    const { one, client } = service(true);
    await thereAndBack(one);
    expect(suspended(client)).toEqual([
      'true,true,true',
      0,
      'true,true,true',
      1,
      'true,true,true',
      5,
      'false,false,true',
    ]);
  });

  test('that nothing scales is not registered for scaling', async () => {
    const { one, client } = service(false);
    expect(await thereAndBack(one)).toEqual({ desiredCount: 5, scaling: null });
    expect(suspended(client)).toEqual([0, 1, 5]);
  });

  test('is frozen when the last task has gone, not when that was asked for', async () => {
    const { one, now } = service(false);
    const frozen = one.stateIn('frozen', await one.read());
    await one.set(frozen);
    expect(await one.awaits(frozen)).toBe('ECS service pegasus/worker runs 5 of 0 tasks, 0 pending');
    Object.assign(now, { runningCount: 0, pendingCount: 1 });
    expect(await one.awaits(frozen)).toBeDefined();
    Object.assign(now, { pendingCount: 0 });
    expect(await one.awaits(frozen)).toBeUndefined();
  });

  test('that is gone is no frozen service', async () => {
    await expect(service(false, 'INACTIVE').one.read()).rejects.toThrow(/INACTIVE.*`traffic`/);
  });
});

describe('a Lambda function', () => {
  function fn(reserved?: number) {
    let now = reserved;
    const client = recorder({
      GetFunctionConcurrency: () => ({ ReservedConcurrentExecutions: now }),
      PutFunctionConcurrency: (input) => {
        now = Number(input.ReservedConcurrentExecutions);
      },
      DeleteFunctionConcurrency: () => {
        now = undefined;
      },
    });
    const spec = { kind: 'lambda-function', functionName: 'worker', lowTrafficConcurrency: 1 } as const;
    return { client, one: switchOf(new LambdaFunctionSwitch(spec, client as unknown as LambdaClient)) };
  }
  const commands = (client: ReturnType<typeof recorder>) =>
    client.writes().map(({ command, input }) => `${command} ${input.ReservedConcurrentExecutions ?? ''}`.trim());

  test('without a reservation has none again afterwards', async () => {
    const { one, client } = fn();
    expect(await thereAndBack(one)).toEqual({ reserved: null });
    expect(commands(client)).toEqual([
      'PutFunctionConcurrency 0',
      'PutFunctionConcurrency 1',
      'DeleteFunctionConcurrency',
    ]);
  });

  test('gets its reservation back', async () => {
    const { one, client } = fn(20);
    await thereAndBack(one);
    expect(commands(client).at(-1)).toBe('PutFunctionConcurrency 20');
    expect(await one.awaits({ reserved: 20 })).toBeUndefined();
    expect(await one.awaits({ reserved: null })).toBe('Lambda function worker has 20 reserved, not none');
  });
});

describe('an event source mapping', () => {
  function mapping(state: string) {
    let State = state;
    const client = recorder({
      GetEventSourceMapping: () => ({ State }),
      UpdateEventSourceMapping: ({ Enabled }) => {
        State = Enabled ? 'Enabling' : 'Disabling';
      },
    });
    const spec = { kind: 'event-source-mapping', id: 'uuid' } as const;
    return { client, one: switchOf(new EventSourceMappingSwitch(spec, client as unknown as LambdaClient)) };
  }

  test('is disabled, and enabled in low traffic already', async () => {
    const { one, client } = mapping('Enabled');
    await thereAndBack(one);
    expect(client.writes().map(({ input }) => input)).toEqual([
      { UUID: 'uuid', Enabled: false },
      { UUID: 'uuid', Enabled: true },
    ]);
  });

  test('that was disabled is not touched', async () => {
    const { one, client } = mapping('Disabled');
    await thereAndBack(one);
    expect(client.writes()).toEqual([]);
  });

  test('on its way is waited for', async () => {
    const { one } = mapping('Enabled');
    await one.set({ enabled: false });
    expect(await one.awaits({ enabled: false })).toBe('event source mapping uuid is Disabling');
  });
});

describe('an EventBridge rule', () => {
  function rule(state: string) {
    let State = state;
    const client = recorder({
      DescribeRule: () => ({ State }),
      DisableRule: () => {
        State = 'DISABLED';
      },
      EnableRule: () => {
        State = 'ENABLED';
      },
    });
    const spec = { kind: 'rule', name: 'bus|nightly', eventBus: 'bus' } as const;
    return { client, one: switchOf(new RuleSwitch(spec, client as unknown as EventBridgeClient)) };
  }

  test('is disabled until traffic is open', async () => {
    const { one, client } = rule('ENABLED');
    await thereAndBack(one);
    expect(client.writes()).toEqual([
      { command: 'DisableRule', input: { Name: 'nightly', EventBusName: 'bus' } },
      { command: 'EnableRule', input: { Name: 'nightly', EventBusName: 'bus' } },
    ]);
    expect(await one.awaits({ enabled: true })).toBeUndefined();
    expect(await one.awaits({ enabled: false })).toMatch(/not disabled yet/);
  });

  test('in a state that could not be put back is refused before anything is switched', async () => {
    const { one, client } = rule('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
    await expect(one.read()).rejects.toThrow(/could not be put back/);
    expect(client.writes()).toEqual([]);
  });
});

test('a schedule keeps everything but its state', async () => {
  const kept = {
    Name: 'nightly',
    GroupName: 'jobs',
    ScheduleExpression: 'cron(0 3 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: 'arn:target', RoleArn: 'arn:role', Input: '{}' },
    ActionAfterCompletion: 'NONE',
  };
  let State = 'ENABLED';
  const client = recorder({
    GetSchedule: () => ({ ...kept, State, Arn: 'arn', CreationDate: new Date(), $metadata: {} }),
    UpdateSchedule: (input) => {
      State = String(input.State);
    },
  });
  const spec = { kind: 'schedule', name: 'nightly', group: 'jobs' } as const;
  await thereAndBack(switchOf(new ScheduleSwitch(spec, client as unknown as SchedulerClient)));
  expect(client.writes().map(({ input }) => input)).toEqual([
    { ...kept, State: 'DISABLED' },
    { ...kept, State: 'ENABLED' },
  ]);
});

test('what an earlier run recorded must be a state of this switch', () => {
  const spec = { kind: 'lambda-function', functionName: 'worker', lowTrafficConcurrency: 1 } as const;
  const one = switchOf(new LambdaFunctionSwitch(spec, recorder({}) as unknown as LambdaClient));
  expect(priorOf(one, { reserved: 0 }, { reserved: 9 })).toEqual({ reserved: 9 });
  expect(priorOf(one, { reserved: 0 }, undefined)).toEqual({ reserved: 0 });
  expect(() => priorOf(one, { reserved: 0 }, { tasks: 9 })).toThrow(/reserved/);
});
