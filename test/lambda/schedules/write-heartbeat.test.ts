import { describe, expect, test } from '@jest/globals';
import type { TrafficMode } from '../../../domain/workflow/workflow';
import { writeHeartbeat } from '../../../lambda/schedules/write-heartbeat';
import type { Sent } from '../../../runtime/cut-over/cut-over';
import { databaseAddress } from '../../../runtime/cut-over/database-address';

async function beat(mode: TrafficMode | undefined, putFails = false) {
  const done: string[] = [];
  const run = writeHeartbeat({
    traffic: mode && { read: async () => ({ mode, generation: 0 }) },
    newId: () => 'beat-1',
    rows: {
      now: async () => '2026-11-23T04:00:00.000Z',
      add: async (id) => {
        done.push(`row ${id}`);
      },
    },
    putObject: async ({ id, writtenAt }) => {
      if (putFails) throw new Error('no access');
      done.push(`object ${id} ${writtenAt}`);
    },
  });
  await run.catch(() => {});
  return { run, done };
}

describe('a heartbeat', () => {
  test('goes to the bucket first, with the database’s time, then to the database', async () => {
    expect((await beat('open')).done).toEqual(['object beat-1 2026-11-23T04:00:00.000Z', 'row beat-1']);
  });

  test('is no row when it is no object', async () => {
    const { run, done } = await beat('open', true);
    await expect(run).rejects.toThrow('no access');
    expect(done).toEqual([]);
  });

  test.each(['frozen', 'low-traffic'] as const)('is not written while traffic is %s', async (mode) => {
    expect((await beat(mode)).done).toEqual([]);
  });

  test('is always written where no traffic parameter is known', async () => {
    expect((await beat(undefined)).done).toHaveLength(2);
  });
});

describe('the address of the database', () => {
  const described = { host: 'from-rds', port: 5433 };
  const sentTo = (endpoint: Sent) => ({ endpoint: async () => endpoint });

  test('is where the application is sent', async () => {
    const endpoint = { host: 'restored', port: 5434 };
    expect(await databaseAddress(sentTo(endpoint), async () => described)).toEqual(endpoint);
  });

  test('is what RDS says when the application is sent to a name', async () => {
    expect(await databaseAddress(sentTo({}), async () => described)).toEqual(described);
  });

  test.each([
    ['as RDS says', described, 5433],
    ['of Postgres once the instance is gone', undefined, 5432],
  ])('has the port %s where only a host is known', async (_what, instance, port) => {
    expect(await databaseAddress(sentTo({ host: 'restored' }), async () => instance)).toEqual({
      host: 'restored',
      port,
    });
  });

  test('is an error when nobody knows', async () => {
    await expect(databaseAddress(sentTo({}), async () => undefined)).rejects.toThrow(
      'Neither the cut-over nor RDS says where the database is',
    );
  });
});
