import type { DrillOrder } from '../../../runtime/drills/drill-application';
import { startDrillApplication } from '../../../runtime/drills/drill-application-check';
import { restored } from '../../lambda/steps/restored';

const CHECK = { name: 'courses', outcome: 'failed' as const, expected: 'some', observed: 'none' };

test('in a drill it is told database, objects and time, and its checks count under its name', async () => {
  const { input } = restored('drill');
  const orders: DrillOrder[] = [];
  const start = async (order: DrillOrder) => {
    orders.push(order);
    return { baseUrl: 'http://10.0.0.7:8000', checks: [CHECK] };
  };
  expect(await startDrillApplication(input, { start }, 'arn:secret')).toEqual({
    baseUrl: 'http://10.0.0.7:8000',
    checks: [
      expect.objectContaining({ name: 'drill application', outcome: 'passed' }),
      { ...CHECK, name: 'drill application: courses' },
    ],
  });
  const { host, port, name } = input.database;
  expect(orders).toEqual([
    {
      runId: 'run-1',
      database: { host, port, name, secretArn: 'arn:secret' },
      objects: input.plan.objects,
      targetTime: input.plan.targetTime,
    },
  ]);
});

test('F87: the time that it is told is the one of the candidate, not the one that was asked for', async () => {
  const { input } = restored('drill');
  const orders: DrillOrder[] = [];
  const start = async (order: DrillOrder) => {
    orders.push(order);
    return { checks: [] };
  };
  await startDrillApplication(
    { ...input, plan: { ...input.plan, targetTime: '2026-11-23T04:30:00Z' } },
    { start },
    's',
  );
  expect(orders).toMatchObject([{ targetTime: input.plan.candidates[0]!.objectTime }]);
});

test('in an incident it is never started; without one there is nothing to say', async () => {
  const start = async () => Promise.reject(new Error('started'));
  expect(await startDrillApplication(restored('incident').input, { start }, 's')).toEqual({ checks: [] });
  expect(await startDrillApplication(restored('drill').input, undefined, 's')).toEqual({ checks: [] });
});

test('F64 a function that fails is unknown, not passed', async () => {
  const start = async () => Promise.reject(new Error('no capacity'));
  expect(await startDrillApplication(restored('drill').input, { start }, 's')).toEqual({
    checks: [expect.objectContaining({ name: 'drill application', outcome: 'unknown', observed: 'no capacity' })],
  });
});

test('F79 one that answers with nothing to look at has proved nothing', async () => {
  const start = async () => ({ checks: [] });
  expect(await startDrillApplication(restored('drill').input, { start }, 's')).toEqual({
    checks: [expect.objectContaining({ name: 'drill application', outcome: 'not applicable' })],
  });
});
