import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateDBInstanceCommand, DeleteDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LocalRds } from '../../../../local/aws/rds/local-rds';
import { eventually } from '../../../../local/drill/wait';
import { ParameterGroups } from '../../../../runtime/database/rds/parameter-groups';
import { serve } from '../../../local/aws/serve';

const TAGS = { 'pegasus-backup:source': 'pegasus' };
/** More than RDS takes in one call; static and dynamic ones. */
const VALUES: Record<string, string> = Object.fromEntries(
  [
    'work_mem maintenance_work_mem temp_buffers effective_cache_size wal_buffers',
    'autovacuum_naptime autovacuum_vacuum_threshold autovacuum_analyze_threshold autovacuum_max_workers',
    'max_connections max_locks_per_transaction max_prepared_transactions checkpoint_timeout',
    'statement_timeout lock_timeout idle_in_transaction_session_timeout deadlock_timeout log_min_duration_statement',
    'default_statistics_target from_collapse_limit join_collapse_limit geqo_threshold',
  ]
    .flatMap((line) => line.split(' '))
    .map((name, index) => [name, String(1000 + index)]),
);

let rds: LocalRds;
let client: RDSClient;
let groups: ParameterGroups;
let families: Record<'instance' | 'cluster', string>;
let close: () => Promise<void>;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'parameter-groups-'));
  rds = new LocalRds({ directory });
  const served = await serve(rds);
  client = new RDSClient({ ...served.client, maxAttempts: 1 });
  groups = new ParameterGroups(client);
  families = { instance: 'postgres18', cluster: 'aurora-postgresql18' };
  close = async () => {
    await served.close();
    await rm(directory, { recursive: true, force: true });
  };
});
afterAll(() => close());

describe.each(['instance', 'cluster'] as const)('the group of a source, of the kind %s', (of) => {
  const name = `pegasus-${of}-a1-parameters-1`;
  const order = () => ({ of, name, values: VALUES, family: families[of], tags: TAGS });

  test('that is gone is not found', async () => expect(await groups.find(of, name)).toBeUndefined());

  test('is made with all its values, in calls that RDS takes', async () => {
    expect(Object.keys(VALUES).length).toBeGreaterThan(20);
    await groups.make(order());
    expect(await groups.find(of, name)).toEqual({ of, name, values: VALUES });
  });

  test('is finished by a second try, which changes nothing that is right', async () => {
    const modified: string[] = [];
    rds.intercept = (action) => {
      if (/^Modify/.test(action)) modified.push(action);
      return undefined;
    };
    await groups.make(order());
    expect(modified).toEqual([]);
    await groups.make({ ...order(), values: { ...VALUES, work_mem: '2048' } });
    expect(modified).toHaveLength(1);
    rds.intercept = undefined;
    expect((await groups.find(of, name))?.values.work_mem).toBe('2048');
  });

  test('goes with its database, and no other goes with it', async () => {
    await groups.make({ ...order(), name: `pegasus-${of}-a10-parameters-1` });
    expect(await groups.removeUnused([`pegasus-${of}-a1`])).toEqual([]);
    expect(await groups.find(of, name)).toBeUndefined();
    expect(await groups.find(of, `pegasus-${of}-a10-parameters-1`)).toBeDefined();
  });
});

test('a group that a database uses stays, and is named', async () => {
  const name = 'restored-parameters-1';
  await groups.make({ of: 'instance', name, values: {}, family: families.instance, tags: TAGS });
  await client.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'restored',
      DBInstanceClass: 'db.t4g.medium',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'pegasus',
      MasterUserPassword: 'hush-hush',
      BackupRetentionPeriod: 0,
      DBParameterGroupName: name,
    }),
  );
  expect(await groups.removeUnused(['restored'])).toEqual([`parameter group ${name} (in use)`]);
  await client.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'restored', SkipFinalSnapshot: true }));
  await eventually('the group to be free', async () =>
    (await groups.removeUnused(['restored'])).length === 0 ? true : undefined,
  );
  expect(await groups.find('instance', name)).toBeUndefined();
});
