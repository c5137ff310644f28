import { countLeftovers } from '../../../runtime/drills/leftovers';
import { impatience, PLAN } from '../../domain/workflow/workflow-fixture';

/** What is found, look after look; the last answer stays. */
function rds(...looks: string[][]) {
  const asked: unknown[] = [];
  return {
    asked,
    leftOf: async (...what: unknown[]) => {
      asked.push(what);
      return (looks.length > 1 ? looks.shift() : looks[0]) ?? [];
    },
  };
}

const DELETING = 'database pegasus-12345678-a1 (deleting)';

test('what goes away by itself is waited for', async () => {
  const databases = rds([DELETING], [DELETING], []);
  expect(await countLeftovers(PLAN, 0, { databases, patience: impatience() })).toEqual([]);
  expect(databases.asked).toHaveLength(3);
  expect(databases.asked[0]).toEqual(['run-1', ['pegasus-12345678-a1']]);
});

test.each([0, 2])('after %i retries the step is tried again', async (retries) => {
  const world = { databases: rds([DELETING]), patience: impatience(2) };
  await expect(countLeftovers(PLAN, retries, world)).rejects.toMatchObject({
    name: 'Retryable',
    message: `Still being deleted: ${DELETING}.`,
  });
});

test('after 3 retries it is left over', async () =>
  expect(await countLeftovers(PLAN, 3, { databases: rds([DELETING]), patience: impatience(2) })).toEqual([DELETING]));

test('a parameter group that was made for it goes when its database has gone', async () => {
  const looks = [['parameter group pg (in use)'], []];
  const removed: (readonly string[])[] = [];
  const groups = {
    find: async () => undefined,
    make: async () => {},
    removeUnused: async (databases: readonly string[]) => {
      removed.push(databases);
      return looks.shift() ?? [];
    },
  };
  const databases = { ...rds([DELETING], []), groups };
  expect(await countLeftovers(PLAN, 0, { databases, patience: impatience() })).toEqual([]);
  expect(removed).toEqual([['pegasus-12345678-a1'], ['pegasus-12345678-a1']]);
});
