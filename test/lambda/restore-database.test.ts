import type { FoundDatabase, RestoreOrder } from '../../lambda/databases/database-kind';
import { databaseError } from '../../lambda/databases/rds-answers';
import { restoreDatabase as restore } from '../../lambda/restore-database';
import { CANDIDATE_TAGS, INSTANCES, MANIFEST, manifestsOf, PLAN, RESTORED, SOURCE, STEP } from './workflow-fixture';

const input = { plan: PLAN, candidate: 0, ...STEP };

const restoreDatabase = (
  of: Parameters<typeof restore>[0],
  rds: Parameters<typeof restore>[1],
  manifests: Parameters<typeof restore>[2] = manifestsOf(),
) => restore(of, rds, manifests, { add: async () => {} });

/** RDS with these instances; a restore of a name that is there is refused. */
function databases(...instances: FoundDatabase[]) {
  const orders: RestoreOrder[] = [];
  return {
    ...INSTANCES,
    orders,
    describe: async (identifier: string) => instances.find((instance) => instance.identifier === identifier),
    restore: async (order: RestoreOrder) => {
      if (instances.some(({ identifier }) => identifier === order.identifier)) return false;
      orders.push(order);
      return true;
    },
  };
}

test('the database comes back under a new name, set up and tagged', async () => {
  const rds = databases(SOURCE);
  expect(await restoreDatabase(input, rds)).toEqual({
    identifier: 'pegasus-12345678-a1',
    adopted: false,
    requestedTime: '2026-11-23T04:00:00Z',
    deadline: '2026-11-23T17:00:10Z',
  });
  expect(rds.orders).toEqual([
    {
      source: { identifier: 'pegasus', resourceId: 'db-1' },
      identifier: 'pegasus-12345678-a1',
      point: { kind: 'time', time: '2026-11-23T04:00:00Z' },
      settings: SOURCE.settings,
      tags: CANDIDATE_TAGS,
    },
  ]);
});

test('a drill restores what can be deleted again', async () => {
  const rds = databases(SOURCE);
  await restoreDatabase({ ...input, plan: { ...PLAN, mode: 'drill' } }, rds);
  expect(rds.orders[0]?.settings).toMatchObject({ deletionProtection: false, multiAz: false });
});

test('F21 a database of this run is adopted', async () =>
  expect(await restoreDatabase(input, databases(SOURCE, RESTORED))).toMatchObject({ adopted: true }));

test.each([
  ['of another run', { ...CANDIDATE_TAGS, 'pegasus-backup:run': 'run-2' }, 'pegasus-backup:run'],
  ['of another time', { ...CANDIDATE_TAGS, 'pegasus-backup:time': 'x' }, 'pegasus-backup:time'],
  ['of somebody else', {}, 'pegasus-backup:run, pegasus-backup:source, pegasus-backup:time'],
])('F21 a database %s is left alone', async (_whose, tags, missing) => {
  await expect(restoreDatabase(input, databases(SOURCE, { ...RESTORED, tags }))).rejects.toMatchObject({
    name: 'DatabaseNameTaken',
    message: expect.stringContaining(missing),
  });
});

test('a database that exists and is not shown yet is asked for again', async () => {
  const rds = { ...databases(SOURCE), restore: async () => false };
  await expect(restoreDatabase(input, rds)).rejects.toMatchObject({ name: 'Retryable' });
});

test.each([
  ['is gone', databases()],
  ['names another instance', databases({ ...SOURCE, resourceId: 'db-9' })],
])('F09 a source that %s since the plan is not restored from', async (_what, rds) => {
  await expect(restoreDatabase(input, rds)).rejects.toMatchObject({ name: 'DatabaseRefused' });
  expect(rds.orders).toEqual([]);
});

test('a source that is gone comes back like its last manifest says it was', async () => {
  const rds = databases();
  const settings = { ...SOURCE.settings, parameterGroup: 'pegasus-18' };
  await restoreDatabase(input, rds, manifestsOf({ ...MANIFEST, settings }));
  expect(rds.orders).toMatchObject([{ source: { resourceId: 'db-1' }, settings: { parameterGroup: 'pegasus-18' } }]);
});

test('F09 the manifest of another instance of that name is not its manifest', async () => {
  const another = { ...MANIFEST, source: { identifier: 'pegasus', resourceId: 'db-9' } };
  await expect(restoreDatabase(input, databases(), manifestsOf(another))).rejects.toThrow(/no manifest/);
});

test('an attempt that was never planned is an error', async () => {
  await expect(restoreDatabase({ ...input, candidate: 1 }, databases(SOURCE))).rejects.toThrow(/Candidate 2/);
});

test('a parameter group that is gone is refused with its values and what to type; any other error stays as it is', async () => {
  const gone = Object.assign(new Error('no group pg'), { name: 'DBParameterGroupNotFoundFault' });
  const rds = databases(SOURCE);
  const manifest = { ...MANIFEST, parameterGroups: [{ name: 'pg', values: { work_mem: '8192' } }] };
  rds.restore = async () => Promise.reject(databaseError('restore pegasus', gone));
  await expect(restoreDatabase(input, rds, manifestsOf(manifest))).rejects.toMatchObject({
    name: 'DatabaseRefused',
    message: expect.stringMatching(
      /no group pg.*manifest of 2026-11-23T02:00:00Z.*create-db-parameter-group.*work_mem.*8192/,
    ),
  });
  await expect(restoreDatabase(input, rds)).rejects.toThrow(/no group pg.*start again\.$/);
  rds.restore = async () => Promise.reject(databaseError('restore pegasus', new Error('else')));
  await expect(restoreDatabase(input, rds, manifestsOf(manifest))).rejects.not.toThrow(/aws rds/);
});
