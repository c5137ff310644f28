import { sayRemade } from '../../../domain/database/parameter-groups';
import { restoreDatabase as restore } from '../../../lambda/steps/restore-database';
import type { FoundDatabase, RestoreOrder } from '../../../runtime/database/database-kind';
import {
  CANDIDATE_TAGS,
  EXECUTION,
  INSTANCES,
  MANIFEST,
  manifestsOf,
  PLAN,
  RESTORED,
  SOURCE,
  STEP,
} from '../../domain/workflow/workflow-fixture';

const input = { plan: PLAN, execution: EXECUTION, candidate: 0, ...STEP };

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

test.each([
  ['that is there', databases(SOURCE), ['describe pegasus', 'describe pegasus-12345678-a1']],
  ['that is gone', databases(), ['describe pegasus', 'manifest', 'describe pegasus-12345678-a1']],
])('a source %s is asked for once', async (_where, rds, once) => {
  const asked: string[] = [];
  const manifests = manifestsOf(MANIFEST);
  const counting = {
    ...rds,
    describe: async (identifier: string) => {
      asked.push(`describe ${identifier}`);
      return rds.describe(identifier);
    },
  };
  const lastOf: typeof manifests.lastOf = async (...of) => {
    asked.push('manifest');
    return manifests.lastOf(...of);
  };
  await restoreDatabase(input, counting, { ...manifests, lastOf });
  expect(rds.orders).toHaveLength(1);
  expect(asked).toEqual(once);
});

test('a drill restores what can be deleted again', async () => {
  const rds = databases(SOURCE);
  await restoreDatabase({ ...input, plan: { ...PLAN, mode: 'drill' } }, rds);
  expect(rds.orders[0]?.settings).toMatchObject({ deletionProtection: false, multiAz: false });
});

test('F116 a database of this run that is there is adopted without asking RDS for it: IAM lets it be tagged once', async () => {
  const rds = databases(SOURCE, RESTORED);
  const restore = async (): Promise<never> => {
    throw new Error('AccessDenied');
  };
  await expect(restoreDatabase(input, { ...rds, restore })).resolves.toMatchObject({ adopted: true });
});

test('F21 a database of this run is adopted', async () =>
  expect(await restoreDatabase(input, databases(SOURCE, RESTORED))).toMatchObject({ adopted: true }));

test('F21 a database of this run that the application was pointed at is adopted', async () => {
  const { 'pegasus-backup:candidate': _, ...tags } = CANDIDATE_TAGS;
  const found = databases(SOURCE, { ...RESTORED, tags });
  expect(await restoreDatabase(input, found)).toMatchObject({ adopted: true });
});

test.each([
  ['of another run', { ...CANDIDATE_TAGS, 'pegasus-backup:run': 'run-2' }, 'pegasus-backup:run'],
  ['of another time', { ...CANDIDATE_TAGS, 'pegasus-backup:time': 'x' }, 'pegasus-backup:time'],
  [
    'F114 of an execution that had this name before',
    { ...CANDIDATE_TAGS, 'pegasus-backup:execution': 'x' },
    'pegasus-backup:execution',
  ],
  ['of another owner', {}, 'pegasus-backup:run, pegasus-backup:execution, pegasus-backup:source, pegasus-backup:time'],
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

describe('the parameter groups of a source that is gone', () => {
  const settings = { ...SOURCE.settings, parameterGroup: 'pegasus-17', engineVersion: '17.5' };
  const group = { of: 'instance' as const, name: 'pegasus-17', values: { work_mem: '8192' } };
  const manifests = manifestsOf({ ...MANIFEST, settings, parameterGroups: [group] });
  const groupsOf = (...there: string[]) => {
    const made: object[] = [];
    return {
      made,
      find: async (_of: string, name: string) => (there.includes(name) ? group : undefined),
      make: async (order: object) => void made.push(order),
      removeUnused: async () => [],
    };
  };

  test('are made again with their values, in their family, tagged, under the name of the candidate', async () => {
    const groups = groupsOf();
    const rds = { ...databases(), groups };
    const remade = { of: 'instance', name: 'pegasus-17', as: 'pegasus-12345678-a1-parameters-1' };
    expect(await restoreDatabase(input, rds, manifests)).toMatchObject({ parameterGroups: [remade] });
    expect(groups.made).toEqual([{ ...group, name: remade.as, family: 'postgres17', tags: CANDIDATE_TAGS }]);
    expect(rds.orders).toMatchObject([{ settings: { parameterGroup: remade.as } }]);
  });

  test.each([
    ['rds.force_ssl', '0'],
    ['password_encryption', 'md5'],
    ['ssl_min_protocol_version', 'TLSv1'],
    ['row_security', 'off'],
    ['session_replication_role', 'replica'],
    ['session_preload_libraries', 'evil'],
    ['local_preload_libraries', 'evil'],
  ])(
    'F112 a manifest alone does not loosen what protects the database: %s = %s is left out, and said',
    async (name, value) => {
      const groups = groupsOf();
      const forged = { ...group, values: { ...group.values, [name]: value } };
      const said = manifestsOf({ ...MANIFEST, settings, parameterGroups: [forged] });
      const { parameterGroups } = await restoreDatabase(input, { ...databases(), groups }, said);
      expect(groups.made).toMatchObject([{ values: group.values }]);
      expect(groups.made[0]).not.toHaveProperty(['values', name]);
      expect(parameterGroups?.map(sayRemade)).toEqual([expect.stringContaining(`without ${name} = ${value}, which`)]);
    },
  );

  test('are used as they are when they are still there', async () => {
    const groups = groupsOf('pegasus-17');
    const rds = { ...databases(), groups };
    expect(await restoreDatabase(input, rds, manifests)).not.toHaveProperty('parameterGroups');
    expect(groups.made).toEqual([]);
    expect(rds.orders).toMatchObject([{ settings: { parameterGroup: 'pegasus-17' } }]);
  });

  test('F93 of an engine that was upgraded since are those of then: used, or made again in their family', async () => {
    const newer = { ...SOURCE, settings: { ...SOURCE.settings, engineVersion: '18.1', parameterGroup: 'pegasus-18' } };
    const engine = { version: '17.5', manifest: MANIFEST.takenAt };
    const candidates = PLAN.candidates.map((candidate) => ({ ...candidate, engine }));
    const groups = groupsOf();
    const rds = { ...databases(newer), groups };
    await restoreDatabase({ ...input, plan: { ...PLAN, candidates } }, rds, manifests);
    expect(groups.made).toMatchObject([{ name: 'pegasus-12345678-a1-parameters-1', family: 'postgres17' }]);
    expect(rds.orders).toMatchObject([
      { settings: { engineVersion: '17.5', parameterGroup: 'pegasus-12345678-a1-parameters-1' } },
    ]);
  });

  test('are not asked for while the source is there: RDS keeps the groups of a database', async () => {
    const groups = groupsOf();
    await restoreDatabase(input, { ...databases(SOURCE), groups }, manifests);
    expect(groups.made).toEqual([]);
  });
});
