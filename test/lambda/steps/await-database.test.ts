import { RDSClient } from '@aws-sdk/client-rds';
import { awaitDatabase as look } from '../../../lambda/steps/await-database';
import type { FoundDatabase, RestoreOrder } from '../../../runtime/database/database-kind';
import { Clusters } from '../../../runtime/database/rds/clusters';
import { Instances } from '../../../runtime/database/rds/instances';
import { SelfManaged } from '../../../runtime/database/self-managed/self-managed';
import {
  CANDIDATE_TAGS,
  EXECUTION,
  INSTANCES,
  manifestsOf,
  PLAN,
  RESTORED,
  SOURCE,
  STEP,
} from '../../domain/workflow/workflow-fixture';

const databaseRestore = {
  identifier: RESTORED.identifier,
  adopted: false,
  requestedTime: '2026-11-23T04:00:00Z',
  deadline: '2026-11-23T17:00:10Z',
};
const at = (enteredAt: string) => ({
  plan: PLAN,
  execution: EXECUTION,
  candidate: 0,
  databaseRestore,
  step: { ...STEP.step, enteredAt },
});
const awaitDatabase = (input: Parameters<typeof look>[0], databases: Parameters<typeof look>[1]) =>
  look(input, databases, manifestsOf(), { add: async () => {} });
const seeing = (status: string | undefined) => {
  const orders: RestoreOrder[] = [];
  return {
    ...INSTANCES,
    orders,
    describe: async (identifier: string) => {
      if (identifier === SOURCE.identifier) return SOURCE;
      return status === undefined ? undefined : { ...RESTORED, status };
    },
    continueRestore: async (_found: FoundDatabase, order: () => Promise<RestoreOrder>) =>
      void orders.push(await order()),
  };
};

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
  await expect(awaitDatabase(at('2026-11-23T05:00:00.000Z'), seeing('restore-error'))).rejects.toMatchObject({
    name: 'DatabaseFailed',
    message: expect.stringContaining('restore-error'),
  });
});

test.each(['storage-full', 'stopping', 'inaccessible-encryption-credentials'])(
  'F28 at %s another candidate would be no better: held, with what helps, and the same database goes on',
  async (status) => {
    await expect(awaitDatabase(at('2026-11-23T05:00:00.000Z'), seeing(status))).rejects.toMatchObject({
      name: 'DatabaseRefused',
      message: expect.stringMatching(new RegExp(`\`${status}\`: .* decide \`retry\``)),
    });
  },
);

test('a failure says where to look, in the words of its kind', async () => {
  const kinds = [
    [new Instances(new RDSClient({})), 'look at its events in RDS.'],
    [new Clusters(new RDSClient({})), 'look at its events and those of its instances in RDS.'],
    [
      new SelfManaged(() => Promise.reject()),
      'look at the log of its restore task in ECS and at the log of its server.',
    ],
  ] as const;
  for (const [{ tells }, words] of kinds) {
    await expect(awaitDatabase(at('2026-11-23T05:00:00.000Z'), { ...seeing('failed'), tells })).rejects.toThrow(words);
  }
});

test('after the deadline it gives up and says what it saw last', async () => {
  await expect(awaitDatabase(at('2026-11-23T17:00:11.000Z'), seeing('creating'))).rejects.toMatchObject({
    name: 'DatabaseTimedOut',
    message: expect.stringContaining('`creating`'),
  });
});

test('F30 a refused look fails at once, as it is', async () => {
  const refused = {
    ...seeing('creating'),
    describe: () => Promise.reject(Object.assign(new Error('no'), { name: 'DatabaseRefused' })),
  };
  await expect(awaitDatabase(at('2026-11-23T05:00:00.000Z'), refused)).rejects.toMatchObject({
    name: 'DatabaseRefused',
  });
});

test('while it waits, a restore that takes more than one call goes on with what was ordered', async () => {
  const databases = seeing('creating');
  await awaitDatabase(at('2026-11-23T05:00:00.000Z'), databases);
  expect(databases.orders).toMatchObject([{ identifier: RESTORED.identifier, tags: CANDIDATE_TAGS }]);
  const parameterGroups = [{ of: 'instance' as const, name: 'pegasus-parameters', as: 'made-again' }];
  const remade = { ...at('2026-11-23T05:00:00.000Z'), databaseRestore: { ...databaseRestore, parameterGroups } };
  await awaitDatabase(remade, databases);
  expect(databases.orders[1]?.settings).toMatchObject({ parameterGroup: 'made-again' });
  const absent = seeing(undefined);
  await awaitDatabase(at('2026-11-23T05:00:00.000Z'), absent);
  expect(absent.orders).toEqual([]);
});
