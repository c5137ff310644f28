import type { Dependent } from '../../../domain/database/dependents';
import type { CapacityNote } from '../../../domain/database/placement';
import type { SourceSequences } from '../../../domain/database/sequences';
import type { DatabaseSettings } from '../../../domain/database/settings';
import { configureDatabase } from '../../../lambda/steps/configure-database';
import type { SourceLook } from '../../../runtime/database/ask-source';
import type { Convergence, FeatureRole, FoundDatabase } from '../../../runtime/database/database-kind';
import { PasswordRefused } from '../../../runtime/database/postgres';
import { digestOf } from '../../../runtime/evidence/digest';
import {
  INSTANCES,
  impatience,
  MANIFEST,
  manifestsOf,
  PLAN,
  RESTORED,
  SOURCE,
} from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';

const input = {
  plan: PLAN,
  attempt: 0,
  candidate: 0,
  databaseRestore: {
    identifier: RESTORED.identifier,
    adopted: false,
    requestedTime: '2026-11-23T04:00:00Z',
    deadline: '2026-11-23T17:00:10Z',
  },
};

const FREEZE = { frozenAt: '2026-11-23T05:00:20Z', priorMode: 'open' as const, generation: 4 };
const TODAYS = 'the password of today';

/** RDS with the source and a restored database. Like RDS it goes on saying `available` for a while after a modification. */
function world(
  restored: Partial<FoundDatabase> = {},
  newestHeartbeat: string | null = '2026-11-23T03:59:30.500Z',
  source: FoundDatabase = SOURCE,
) {
  let instance: FoundDatabase = { ...RESTORED, ...restored };
  const then: FoundDatabase[] = [];
  const log: string[] = [];
  const busy = (next: Partial<FoundDatabase>) =>
    then.push(instance, instance, { ...instance, status: 'modifying' }, { ...instance, ...next });
  return {
    log,
    evidence: new MemoryEvidence(),
    manifests: manifestsOf(),
    notes: { of: async (): Promise<CapacityNote[]> => [] },
    dependents: { of: async (): Promise<readonly Dependent[]> => [] },
    renamedAtCutOver: false,
    patience: impatience(20),
    content: async () => ({ databaseName: 'pegasus', newestHeartbeat, lastReplayed: null, transaction: '4711' }),
    lookAtSource: async (): Promise<SourceLook> => ({ heartbeat: null, sequences: [] }),
    credentials: async () => ({ username: 'pegasus', password: TODAYS }),
    raiseSequences: async (_place: unknown, record: string, { next }: SourceSequences) => ({
      raises: [{ sequence: `ledger_seq, remembered in ${record},`, to: next.get('ledger_seq') ?? '1000' }],
      left: [{ sequence: 'countdown', why: 'it counts down' }],
      wrongBefore: [],
      sealed: 'digest',
    }),
    databases: {
      ...INSTANCES,
      describe: async (identifier: string): Promise<FoundDatabase | undefined> => {
        if (identifier === SOURCE.identifier) return source;
        const [next] = then.splice(0, 1);
        if (next !== undefined) instance = next;
        return instance;
      },
      converge: async ({ settings: differing, wanted }: Convergence) => {
        log.push('modify');
        const right = Object.entries(wanted).filter(([setting]) => differing.includes(setting));
        busy({ settings: { ...instance.settings, ...Object.fromEntries(right) } });
      },
      addRole: async (_identifier: string, role: FeatureRole) => {
        log.push(`add ${role.role}`);
        busy({ roles: [...instance.roles, role] });
      },
      setMasterPassword: async (identifier: string, password: string) => {
        log.push(`password of ${identifier} is ${password}`);
        busy({});
      },
      reboot: async () => {
        log.push('reboot');
        busy({ pendingReboot: false });
      },
    },
  };
}

test('a database like its source is left as it is, and says what moment it holds', async () => {
  const w = world();
  expect(await configureDatabase(input, w)).toEqual({
    identifier: 'pegasus-12345678-a1',
    host: 'restored.example',
    port: 5433,
    name: 'pegasus',
    recoveredTo: '2026-11-23T03:59:30Z',
    recoveredToSource: 'heartbeat',
    notProvedSeconds: 30,
    converged: [],
    transaction: '4711',
    sequenceRecord: 'digest',
    sequencesRaised: ['ledger_seq, remembered in runs/run-1/attempt-0/sequences.json, to 1000'],
    sequencesLeft: ['countdown (it counts down)'],
    waived: [],
    capacityNotes: [],
    dependents: {
      outcome: 'compared',
      differences: 0,
      detail: 'runs/run-1/attempt-0/dependents.json',
      sealed: digestOf([]),
    },
  });
  expect(w.log).toEqual([]);
});

const differing = (settings: DatabaseSettings) => ({ settings: { ...SOURCE.settings, ...settings } });

test('F102 it is asked in the database that was made with it, where the secret names none', async () => {
  const w = world({ databaseName: 'lectures' });
  const asked: object[] = [];
  const content = async (endpoint: object) => {
    asked.push(endpoint);
    return await w.content();
  };
  await configureDatabase(input, { ...w, content });
  expect(asked).toMatchObject([{ host: 'restored.example', databaseName: 'lectures' }]);
});

test('F32 what a restore cannot pass is set afterwards, and named', async () => {
  const w = world(differing({ monitoringIntervalSeconds: 0, multiAz: false }));
  expect(await configureDatabase(input, w)).toMatchObject({ converged: ['multiAz', 'monitoringIntervalSeconds'] });
  expect(w.log).toEqual(['modify']);
});

test('a second try still names what the first one set', async () => {
  const w = world(differing({ monitoringIntervalSeconds: 0 }));
  const first = await configureDatabase(input, w);
  expect(await configureDatabase(input, w)).toEqual(first);
  expect(w.log).toEqual(['modify']);
});

describe('F23 a class that RDS had no room for', () => {
  const refused = [`${SOURCE.settings.instanceClass} in any zone`];
  const placed = (notes: CapacityNote[], alternativeClasses: string[]) => {
    const w = world(differing({ instanceClass: 'db.r7g.large' }));
    return { ...w, notes: { of: async () => notes }, databases: { ...w.databases, alternativeClasses } };
  };
  const note = { setting: 'instanceClass', wanted: String(SOURCE.settings.instanceClass), refused };

  test('is left as it was declared, and said', async () => {
    const w = placed([note], ['db.r7g.large']);
    expect(await configureDatabase(input, w)).toMatchObject({
      converged: [],
      waived: [expect.stringMatching(/^`instanceClass`: .*"db.r7g.large" \(RDS had no room for .*declared/)],
      capacityNotes: [`RDS had no room for ${refused[0]}`],
    });
    expect(w.log).toEqual([]);
  });

  test.each([
    ['nothing was refused', [], ['db.r7g.large']],
    ['it is not the one that was declared', [note], ['db.m8g.large']],
  ])('is put right when %s', async (_why, notes, classes) =>
    expect(await configureDatabase(input, placed(notes, classes))).toMatchObject({
      converged: ['instanceClass'],
      waived: [],
    }),
  );
});

test('F32 every setting that stays different is named', async () => {
  const w = world(differing({ engineVersion: '15.8', iamAuthentication: false }));
  w.databases.converge = async () => {};
  await expect(configureDatabase(input, w)).rejects.toMatchObject({
    name: 'DatabaseDiffers',
    message: expect.stringMatching(/2 setting.*`engineVersion`.*15\.8.*`iamAuthentication`/),
  });
});

describe('F32 the roles of its source for features', () => {
  const roles = [{ feature: 's3Import', role: 'arn:aws:iam::1:role/import' }];
  const withRoles = () => world({}, null, { ...SOURCE, roles });

  test('are added once, after the settings, and named', async () => {
    const w = withRoles();
    const converged = ['role arn:aws:iam::1:role/import for s3Import'];
    expect(await configureDatabase(input, w)).toMatchObject({ converged });
    expect(await configureDatabase(input, w)).toMatchObject({ converged });
    expect(w.log).toEqual(['add arn:aws:iam::1:role/import']);
  });

  test('fail the step where one is missing all the same', async () => {
    const w = withRoles();
    w.databases.addRole = async () => {};
    await expect(configureDatabase(input, w)).rejects.toMatchObject({
      name: 'DatabaseDiffers',
      message: expect.stringContaining('role arn:aws:iam::1:role/import for s3Import is missing'),
    });
  });

  test('come from the manifest when the source is gone', async () => {
    const w = { ...world(), manifests: manifestsOf({ ...MANIFEST, roles }) };
    const { describe: found } = w.databases;
    w.databases.describe = async (identifier) => (identifier === SOURCE.identifier ? undefined : found(identifier));
    await configureDatabase(input, w);
    expect(w.log).toEqual(['add arn:aws:iam::1:role/import']);
  });
});

test('F33 parameters that wait for a reboot get one', async () => {
  const w = world({ pendingReboot: true });
  await configureDatabase(input, w);
  expect(w.log).toEqual(['reboot']);
});

test('F33 parameters that still wait after a reboot fail the step', async () => {
  const w = world({ pendingReboot: true });
  w.databases.reboot = async () => {};
  await expect(configureDatabase(input, w)).rejects.toMatchObject({
    name: 'DatabaseDiffers',
    message: expect.stringContaining('reboot'),
  });
});

test('a modification that takes longer than the handler may run is waited for in another try', async () => {
  const w = { ...world({ pending: ['MultiAZ'] }), patience: impatience(3) };
  await expect(configureDatabase(input, w)).rejects.toMatchObject({
    name: 'Retryable',
    message: expect.stringContaining('MultiAZ'),
  });
});

test('a database that fails while it is being configured fails the step', async () => {
  await expect(configureDatabase(input, world({ status: 'failed' }))).rejects.toMatchObject({
    name: 'DatabaseFailed',
  });
});

test('F28 a database that needs help while it is being configured is held, and says what helps', async () => {
  await expect(configureDatabase(input, world({ status: 'storage-full' }))).rejects.toMatchObject({
    name: 'DatabaseRefused',
    message: expect.stringContaining('more allocated storage'),
  });
});

test('F29 a status that is in no list is waited for some minutes only', async () => {
  const w = { ...world({ status: 'dreaming' }), patience: impatience(100) };
  await expect(configureDatabase(input, w)).rejects.toMatchObject({
    name: 'DatabaseRefused',
    message: expect.stringContaining('does not know'),
  });
});

test('F37 a database that holds another moment fails the step', async () => {
  await expect(configureDatabase(input, world({}, '2026-11-23T04:00:01Z'))).rejects.toMatchObject({
    name: 'WrongRecoveryPoint',
    message: expect.stringContaining('newer'),
  });
});

describe('F89 a gap in the heartbeats before the target time', () => {
  const OLDER = '2026-11-23T03:57:59Z';

  test('is said with its bound, and throws no recovery away', async () =>
    expect(await configureDatabase(input, world({}, OLDER))).toMatchObject({
      recoveredTo: OLDER,
      recoveredToSource: 'heartbeat',
      notProvedSeconds: 121,
    }));

  test('that the source has not: the restored database lacks what was there', async () => {
    const w = {
      ...world({}, OLDER),
      lookAtSource: async () => ({ heartbeat: '2026-11-23T03:57:59.900Z', sequences: [] }),
    };
    expect(await configureDatabase(input, w)).toMatchObject({ recoveredTo: OLDER });
    const lost = { ...world({}, '2026-11-23T03:00:00Z'), lookAtSource: w.lookAtSource };
    await expect(configureDatabase(input, lost)).rejects.toMatchObject({
      name: 'WrongRecoveryPoint',
      message: expect.stringContaining('lacks the heartbeat 2026-11-23T03:57:59Z of the source'),
    });
  });

  test('that an earlier restore led away: a moment of since then is in no backup of the source', async () => {
    const freeze = { ...FREEZE, used: { host: 'restored-1', port: 5432 } };
    const heartbeat = { 'restored-1': '2026-11-23T03:57:30.500Z' } as Record<string, string>;
    const look = async ({ host }: { host: string }) => ({ heartbeat: heartbeat[host] ?? null, sequences: [] });
    const w = { ...world({}, '2026-11-23T03:00:00Z'), lookAtSource: look };
    await expect(configureDatabase({ ...input, freeze }, w)).rejects.toMatchObject({ name: 'WrongRecoveryPoint' });
  });

  test('is the same where the source cannot be asked', async () => {
    const asked: string[] = [];
    const w = {
      ...world({}, OLDER),
      lookAtSource: async (_place: unknown, until: string) => {
        asked.push(until);
        throw new Error('damaged');
      },
    };
    expect(await configureDatabase(input, w)).toMatchObject({ recoveredTo: OLDER, notProvedSeconds: 121 });
    expect(asked).toEqual(Array(3).fill('2026-11-23T04:00:00Z'));
  });
});

test('without a heartbeat the moment is the word of the store', async () =>
  expect(await configureDatabase(input, world({}, null))).toMatchObject({
    recoveredTo: '2026-11-23T04:00:00Z',
    recoveredToSource: 'request',
  }));

describe('F94 the sequences of the source', () => {
  const ledger = {
    sequence: 'ledger_seq',
    next: '41',
    increment: '1',
    maximum: '99',
    cycles: false,
    writable: false,
    columns: [],
  };
  const content = {
    migrationHead: null,
    tables: [],
    sequences: [{ sequence: 'ledger_seq', next: '30', behind: false }],
    foreignKeys: [],
  };

  test('are asked while it is there', async () => {
    const w = { ...world(), lookAtSource: async () => ({ heartbeat: null, sequences: [ledger] }) };
    expect((await configureDatabase(input, w)).sequencesRaised).toEqual([expect.stringMatching(/to 41$/)]);
  });

  test('are those of the database that the application used, where an earlier restore had led it away', async () => {
    const used = { host: 'restored-1', port: 5432 };
    const asked = (host: string) => ({
      heartbeat: null,
      sequences: [{ ...ledger, next: host === used.host ? '77' : '41' }],
    });
    const w = { ...world(), lookAtSource: async ({ host }: { host: string }) => asked(host) };
    const { sequencesRaised } = await configureDatabase({ ...input, freeze: { ...FREEZE, used } }, w);
    expect(sequencesRaised).toEqual([expect.stringMatching(/to 77$/)]);
  });

  test('come from its last manifest when it cannot be asked, and that is said', async () => {
    const w = { ...world(), manifests: manifestsOf({ ...MANIFEST, content }) };
    w.lookAtSource = async () => {
      throw new Error('damaged');
    };
    expect(await configureDatabase(input, w)).toMatchObject({
      sequencesRaised: [expect.stringMatching(/to 30$/)],
      sequencesLeft: [
        'ids that were handed out after the manifest of 2026-11-23T02:00:00Z may be handed out again: the source could not be asked (damaged)',
        'countdown (it counts down)',
      ],
    });
  });
});

describe('F93 a source whose engine was upgraded since', () => {
  const upgraded = (engineVersion: string): FoundDatabase => ({
    ...SOURCE,
    settings: { ...SOURCE.settings, engineVersion, parameterGroup: `pegasus-${engineVersion.split('.')[0]}` },
  });

  test('to another minor version: reported, and no difference', async () => {
    const newer = { ...SOURCE, settings: { ...SOURCE.settings, engineVersion: '16.9' } };
    expect(await configureDatabase(input, world({}, null, newer))).toMatchObject({
      waived: [expect.stringMatching(/^`engineVersion`: the source has "16.9", .*"16.4" \(another minor version/)],
    });
  });

  test('to another major version: compared with the groups of then', async () => {
    const engine = { version: '16.4', manifest: MANIFEST.takenAt };
    const candidates = PLAN.candidates.map((candidate) => ({ ...candidate, engine }));
    const planned = { ...input, plan: { ...PLAN, candidates } };
    const w = { ...world({}, null, upgraded('17.6')), manifests: manifestsOf(MANIFEST) };
    expect(await configureDatabase(planned, w)).toMatchObject({ converged: [], waived: [] });
    expect(w.log).toEqual([]);
    await expect(configureDatabase(input, w)).rejects.toMatchObject({ name: 'DatabaseDiffers' });
  });
});

describe('a source that is gone', () => {
  const withoutSource = (...manifests: (typeof MANIFEST)[]) => {
    const w = { ...world(), manifests: manifestsOf(...manifests) };
    const { describe: found } = w.databases;
    w.databases.describe = async (identifier) => (identifier === SOURCE.identifier ? undefined : found(identifier));
    return w;
  };

  test('cannot be compared with when it has left no manifest', async () => {
    await expect(configureDatabase(input, withoutSource())).rejects.toMatchObject({ name: 'DatabaseRefused' });
  });

  test('is compared with as its last manifest says it was', async () => {
    expect(await configureDatabase(input, withoutSource(MANIFEST))).toMatchObject({ converged: [] });
    const settings = { ...MANIFEST.settings, engineVersion: '15.0' };
    await expect(configureDatabase(input, withoutSource({ ...MANIFEST, settings }))).rejects.toThrow(
      /differs from pegasus \(its manifest of 2026-11-23T02:00:00Z\).*`engineVersion`/,
    );
  });
});

test('two databases on one host have two ports, which is no difference', async () => {
  const w = world({ host: SOURCE.host, port: 6000, settings: { ...SOURCE.settings, port: 6000 } });
  expect(await configureDatabase(input, w)).toMatchObject({ port: 6000, converged: [] });
});

test('a port of its own where the endpoint with the port of the source is free is a difference', async () => {
  const w = world({ port: 6000, settings: { ...SOURCE.settings, port: 6000 } });
  expect(await configureDatabase(input, w)).toMatchObject({ converged: ['port'] });
});

describe('a password that was changed since the moment restored to', () => {
  const refusing = (times: number) => {
    const w = world();
    const { content } = w;
    let refused = 0;
    w.content = async () => {
      if (refused++ < times) throw new PasswordRefused('pegasus', new Error('28P01'));
      w.log.push('connected');
      return content();
    };
    return w;
  };

  test('is set in the restored database before it is asked anything; that it was set is all that stays', async () => {
    const w = refusing(1);
    const restored = await configureDatabase(input, w);
    expect(w.log).toEqual([`password of ${RESTORED.identifier} is ${TODAYS}`, 'connected']);
    expect(restored.converged).toEqual(['masterPassword']);
    expect(await w.evidence.getJson('runs/run-1/attempt-0/password.json')).toEqual(['masterPassword']);
    expect(JSON.stringify(restored)).not.toContain(TODAYS);
  });

  test('is still named by a second try, which has nothing to set', async () => {
    const w = refusing(1);
    const first = await configureDatabase(input, w);
    expect(await configureDatabase(input, w)).toEqual(first);
    expect(w.log.filter((entry) => entry.startsWith('password'))).toHaveLength(1);
  });

  test('F36 and again during the run: set once, then refused with what to do', async () => {
    const w = refusing(2);
    await expect(configureDatabase(input, w)).rejects.toMatchObject({
      name: 'DatabaseRefused',
      message: expect.stringMatching(/rotation.*start again/),
    });
    expect(w.log).toHaveLength(1);
  });

  test('of a user who is not the master cannot be set: refused with what to do', async () => {
    const w = { ...refusing(1), credentials: async () => ({ username: 'reader', password: TODAYS }) };
    await expect(configureDatabase(input, w)).rejects.toMatchObject({
      name: 'DatabaseRefused',
      message: expect.stringMatching(/`reader`.*master user `pegasus`.*by hand/),
    });
    expect(w.log).toEqual([]);
  });

  test('of a kind whose users are those of its server is not touched', async () => {
    const w = refusing(1);
    const databases = { ...w.databases, setMasterPassword: undefined };
    await expect(configureDatabase(input, { ...w, databases })).rejects.toBeInstanceOf(PasswordRefused);
  });
});

describe('owners and privileges that a dump leaves out', () => {
  const access = { owners: [{ role: 'editor', objects: 2 }], grants: [{ role: 'public', objects: 1 }] };
  const content = { migrationHead: null, tables: [], sequences: [], foreignKeys: [], access };
  const dumped = (manifests: ReturnType<typeof manifestsOf>) => {
    const w = world();
    return { ...w, manifests, databases: { ...w.databases, withoutAccess: true } };
  };

  test('are named, by the last manifest', async () =>
    expect(await configureDatabase(input, dumped(manifestsOf({ ...MANIFEST, content })))).toMatchObject({
      accessLeftOut: ['editor owned 2 object(s)', 'public had privileges on 1 object(s)'],
    }));

  test('without a manifest nobody says that there were none', async () =>
    expect(await configureDatabase(input, dumped(manifestsOf()))).toMatchObject({
      accessLeftOut: ['unknown: no manifest lists them'],
    }));

  test('are not spoken of where a restore brings them', async () =>
    expect(
      await configureDatabase(input, { ...world(), manifests: manifestsOf({ ...MANIFEST, content }) }),
    ).not.toHaveProperty('accessLeftOut'));
});
