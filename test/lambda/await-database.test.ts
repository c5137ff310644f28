import { awaitDatabase } from '../../lambda/await-database';
import { PLAN, RESTORED, STEP } from './workflow-fixture';

const databaseRestore = {
  identifier: RESTORED.identifier,
  adopted: false,
  requestedTime: '2026-11-23T04:00:00Z',
  deadline: '2026-11-23T17:00:10Z',
};
const at = (enteredAt: string) => ({ plan: PLAN, databaseRestore, step: { ...STEP.step, enteredAt } });
const seeing = (status: string | undefined) => ({
  describe: async () => (status === undefined ? undefined : { ...RESTORED, status }),
});

test('looks are counted from the first, by the clock of the machine', async () => {
  const first = await awaitDatabase(at('2026-11-23T05:00:00.000Z'), seeing('creating'));
  expect(first).toEqual({
    outcome: 'waiting',
    observed: 'creating',
    polls: 1,
    readyPolls: 0,
    since: '2026-11-23T05:00:00.000Z',
  });
  const second = await awaitDatabase({ ...at('2026-11-23T05:01:00.000Z'), databaseStatus: first }, seeing('available'));
  expect(second).toMatchObject({ outcome: 'waiting', polls: 2, readyPolls: 1, since: '2026-11-23T05:00:00.000Z' });
  expect(
    await awaitDatabase({ ...at('2026-11-23T05:02:00.000Z'), databaseStatus: second }, seeing('available')),
  ).toMatchObject({ outcome: 'ready', polls: 3 });
});

test('F28 a status that leads nowhere fails with its name', async () => {
  await expect(awaitDatabase(at('2026-11-23T05:00:00.000Z'), seeing('storage-full'))).rejects.toMatchObject({
    name: 'DatabaseFailed',
    message: expect.stringContaining('storage-full'),
  });
});

test('after the deadline it gives up and says what it saw last', async () => {
  await expect(awaitDatabase(at('2026-11-23T17:00:11.000Z'), seeing('creating'))).rejects.toMatchObject({
    name: 'DatabaseTimedOut',
    message: expect.stringContaining('`creating`'),
  });
});

test('F30 a refused look fails at once, as it is', async () => {
  const refused = { describe: () => Promise.reject(Object.assign(new Error('no'), { name: 'DatabaseRefused' })) };
  await expect(awaitDatabase(at('2026-11-23T05:00:00.000Z'), refused)).rejects.toMatchObject({
    name: 'DatabaseRefused',
  });
});
