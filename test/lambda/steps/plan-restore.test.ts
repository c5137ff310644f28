import type { DatabaseName, Dependent } from '../../../domain/database/dependents';
import type { EventConsumer } from '../../../domain/events/consumers';
import type { Signature } from '../../../domain/report/signature';
import { nameDigest, plain, told } from '../../../domain/workflow/named';
import type { NamedUploads } from '../../../domain/workflow/workflow';
import { type PlanRestoreWorld, planRestore } from '../../../lambda/steps/plan-restore';
import type { FoundDatabase } from '../../../runtime/database/database-kind';
import { json } from '../../../runtime/evidence/evidence';
import { isIn, isSignedWith } from '../../../runtime/evidence/seal';
import {
  EXECUTION,
  impatience,
  MANIFEST,
  manifestsOf,
  PLAN,
  SOURCE,
  STEP,
} from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';
import { MemorySigner } from '../../runtime/evidence/memory-signer';

const REQUEST = { targetTime: '2026-11-23T04:00:00Z', reason: 'lectures deleted by mistake', requestedBy: 'ada' };
const INPUT = { request: REQUEST, execution: EXECUTION, ...STEP };
const LOCK = 'locks/pegasus+protected.json';

function world(other: Partial<Pick<PlanRestoreWorld, 'patience' | 'isRunning'>> = {}) {
  const evidence = new MemoryEvidence();
  const published: string[] = [];
  const said: string[] = [];
  const databases = {
    describe: async (): Promise<FoundDatabase | undefined> => SOURCE,
    restoreWindow: async (): Promise<{ earliest?: string; latest?: string }> => ({
      earliest: '2026-11-16T03:00:00Z',
      latest: '2026-11-23T04:30:00Z',
    }),
    snapshots: async () => [],
    backupSnapshots: async () => [],
  };
  return {
    evidence,
    manifests: manifestsOf(),
    published,
    said,
    environment: {
      DATABASE_KIND: 'instance',
      EVIDENCE_BUCKET: 'evidence',
      EVIDENCE_LOCK_DAYS: '365',
      PROTECTED_BUCKET: 'protected',
      OBJECT_PREFIX: 'pegasus/',
      DATABASE_IDENTIFIER: 'pegasus',
      PAIR: 'Test/Backup',
      CUT_OVER: '{"kind":"rename-swap"}',
      RETENTION_DAYS: '30',
      APPROVAL: 'none' as 'none' | 'required',
      DRILLS_PER_DAY: '10',
      DECISION_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:1:stateMachine:decisions',
    },
    databases,
    notifications: {
      publish: async (subject: string, message: string) => void [published.push(subject), said.push(message)],
    },
    cutOver: { unfit: async (): Promise<string | undefined> => undefined },
    patience: impatience(),
    signer: new MemorySigner(),
    isRunning: async () => true,
    consumers: async (): Promise<readonly EventConsumer[]> => [],
    dependents: async (_names: readonly DatabaseName[]): Promise<readonly Dependent[]> => [],
    blueGreen: async (_names: readonly DatabaseName[]): Promise<readonly string[]> => [],
    settled: async (): Promise<readonly string[]> => [],
    ...other,
  };
}

test('everything is named before anything is touched', async () => {
  const { evidence, ...others } = world();
  const plan = await planRestore(INPUT, { evidence, ...others });
  expect(plan).toMatchObject({
    runId: 'run-1',
    mode: 'incident',
    targetTime: '2026-11-23T04:00:00Z',
    sourceDatabase: { identifier: 'pegasus', resourceId: 'db-1' },
    objects: { bucket: 'protected', prefix: 'pegasus/' },
    evidence: { bucket: 'evidence', prefix: 'runs/run-1/' },
    approvalRequired: false,
    candidates: [
      {
        objectTime: '2026-11-23T04:00:00Z',
        databaseIdentifier: expect.stringMatching(/^pegasus-[0-9a-f]{8}-a1$/),
        reason: expect.stringContaining('target time'),
      },
    ],
  });
  expect(evidence.json('runs/run-1/plan.json')).toEqual({ version: 2, plan, execution: EXECUTION });
  expect(evidence.json(LOCK)).toMatchObject({ owner: 'run-1', requestedBy: 'ada', takenAt: STEP.step.enteredAt });
});

test('hooks are planned and said before anything is frozen; a drill has those that are meant for it', async () => {
  const hook = (name: string, when: string, inDrills: boolean) => ({
    name,
    when,
    functionArn: `arn:${name}`,
    inDrills,
  });
  const HOOKS = JSON.stringify([hook('EmptyQueue', 'after-freeze', false), hook('Index', 'before-open', true)]);
  const planned = async (mode: 'incident' | 'drill', declared: string | undefined) => {
    const given = world();
    const environment = { ...given.environment, HOOKS: declared };
    const { hooks } = await planRestore({ ...INPUT, request: { ...REQUEST, mode } }, { ...given, environment });
    return { hooks, said: given.said[0] };
  };
  const index = { name: 'Index', when: 'before-open', functionArn: 'arn:Index' };
  const incident = await planned('incident', HOOKS);
  expect(incident.hooks).toEqual([{ name: 'EmptyQueue', when: 'after-freeze', functionArn: 'arn:EmptyQueue' }, index]);
  expect(incident.said).toContain(
    'Functions of your own that this run invokes: EmptyQueue after the freeze, Index before traffic opens.',
  );
  expect(await planned('drill', HOOKS)).toMatchObject({ hooks: [index] });
  expect((await planned('incident', undefined)).hooks).toBeUndefined();
});

describe('F82 uploads in parts that the request names', () => {
  const planned = (named: object, other: object = {}) =>
    planRestore({ ...INPUT, request: { ...REQUEST, ...named } }, { ...world(), ...other });

  test('are in the plan, and said', async () => {
    const include = ['pegasus/audio/l1.wav'];
    const { evidence, ...others } = world();
    const plan = await planned({ include, exclude: ['pegasus/audio/"l2".wav'] }, { evidence, ...others });
    expect(plan.named).toEqual({ include, exclude: ['pegasus/audio/"l2".wav'] });
    const says = (one: string, other: string) => [
      `uploads in parts that the request decides by name: complete at the target time: "${one}"; completed later: "${other}"`,
    ];
    expect(plain(plan.notes)).toEqual(says('pegasus/audio/l1.wav', 'pegasus/audio/"l2".wav'));
    expect(evidence.json('runs/run-1/plan.json')).toMatchObject({ plan: { notes: plain(plan.notes) } });
    // The mail, and the state.
    expect(others.said[0]).toContain(`complete at the target time: "${nameDigest('pegasus/audio/l1.wav')}"`);
    expect(others.said[0]).not.toContain('l1.wav');
    expect(told(plan.notes)).toEqual(says(nameDigest('pegasus/audio/l1.wav'), nameDigest('pegasus/audio/"l2".wav')));
    expect(await planned({})).not.toHaveProperty('named');
  });

  test('outside of the protected prefix are refused', async () =>
    await expect(planned({ include: ['pegasus-old/a'] })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('"pegasus-old/a" is not below the protected prefix `pegasus/`'),
      told: expect.not.stringContaining('pegasus-old/a'),
    }));

  test('that decide nothing are refused before there is a lock or a plan', async () => {
    const { evidence, ...others } = world();
    const moments: object[] = [];
    const settled = async (_: NamedUploads, moment: object) => {
      moments.push(moment);
      return ['pegasus/a'];
    };
    await expect(planned({ exclude: ['pegasus/a'] }, { ...others, evidence, settled })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringMatching(
        /open whether it was complete at 2026-11-23T04:00:00Z: "pegasus\/a".*Nothing was touched/,
      ),
    });
    expect(moments).toMatchObject([{ at: Date.parse('2026-11-23T03:59:59Z') }]);
    expect([evidence.json(LOCK), evidence.json('runs/run-1/plan.json')]).toEqual([undefined, undefined]);
  });
});

test.each(['incident', 'drill'] as const)(
  'F102 a cut-over that could not be carried out is refused before there is a lock or a plan, in a %s',
  async (mode) => {
    const w = world();
    const unfit = async () => 'the cut-over secret `arn` is managed by the service `rds`: give `cutOver`';
    const request = mode === 'drill' ? { mode, reason: 'weekly drill' } : REQUEST;
    await expect(planRestore({ ...INPUT, request }, { ...w, cutOver: { unfit } })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringMatching(/managed by the service `rds`: give `cutOver`\. Nothing was touched/),
    });
    expect([...w.published, w.evidence.json('runs/run-1/plan.json')]).toEqual([undefined]);
    expect(w.evidence.json('locks/pegasus+protected.json')).toBeUndefined();
  },
);

test('stakeholders hear of it once, and a second try gives the same plan', async () => {
  const w = world();
  const first = await planRestore(INPUT, w);
  const later = { ...STEP.step, enteredAt: '2026-11-23T05:03:00.000Z', retryCount: 1 };
  expect(await planRestore({ ...INPUT, step: later }, w)).toEqual(first);
  expect(w.published).toEqual(['Restore in progress: pegasus to 2026-11-23T04:00:00Z']);
});

test('F87 the newest dump before the target time is another moment than the one asked for, and it is said', async () => {
  const w = world();
  const dump = { id: 'd', status: 'available', sourceIdentifier: 'pegasus', databaseTime: '2026-11-23T02:00:00Z' };
  const databases = { ...w.databases, snapshotsOnly: true, snapshots: async () => [dump] };
  const plan = await planRestore(INPUT, { ...w, databases });
  expect(plan).toMatchObject({
    targetTime: '2026-11-23T04:00:00Z',
    candidates: [
      { objectTime: '2026-11-23T02:00:00Z', recoveryPoint: { kind: 'snapshot', time: '2026-11-23T02:00:00Z' } },
    ],
  });
  expect(w.published).toEqual(['Restore in progress: pegasus to 2026-11-23T02:00:00Z']);
  expect(w.said[0]).toContain(
    'to 2026-11-23T02:00:00Z (snapshot d of 2026-11-23T02:00:00Z; asked for: time 2026-11-23T04:00:00Z)',
  );
});

test('F91 stakeholders are told before the freeze whom the bucket will tell, or that it is unknown', async () => {
  const w = world();
  const consumer = { kind: 'function' as const, name: 'transcribe', prefix: '', suffix: '.mp3' };
  const messages: string[] = [];
  const told = async (consumers: () => Promise<readonly EventConsumer[]>, request: object = REQUEST) => {
    const { evidence } = world();
    const publish = async (_subject: string, message: string) => void messages.push(message);
    await planRestore(
      { ...INPUT, request: { ...REQUEST, ...request } },
      { ...w, evidence, consumers, notifications: { publish } },
    );
    return messages.at(-1);
  };
  const uploads = async () => [{ ...consumer, events: ['s3:ObjectCreated:*'] }];
  expect(await told(uploads)).toMatch(/The bucket tells function transcribe of each copy and each delete marker/);
  expect(await told(uploads, { mode: 'drill' })).not.toContain('transcribe');
  expect(await told(async () => [{ ...consumer, events: ['s3:ObjectCreated:Put'] }])).not.toContain('transcribe');
  expect(await told(() => Promise.reject(new Error('AccessDenied')))).toMatch(
    /tells of its events is unknown: AccessDenied/,
  );
});

test('F11 a second restore is refused with the name of the owner, and writes nothing', async () => {
  const w = world();
  await planRestore(INPUT, w);
  const other = { id: 'arn:other', name: 'run-2', startedAt: EXECUTION.startedAt };
  const before = new Map(w.evidence.texts);
  await expect(planRestore({ ...INPUT, execution: other }, w)).rejects.toMatchObject({
    name: 'RestoreInProgress',
    message: expect.stringContaining('run-1 of ada'),
  });
  expect(w.evidence.texts).toEqual(before);
});

test('a drill that runs neither delays an incident nor asks for approval', async () => {
  const w = world();
  w.environment = { ...w.environment, APPROVAL: 'required' };
  const drill = await planRestore({ ...INPUT, request: { ...REQUEST, mode: 'drill' } }, w);
  const other = { id: 'arn:other', name: 'run-2', startedAt: EXECUTION.startedAt };
  const incident = await planRestore({ ...INPUT, execution: other }, w);
  expect([drill.approvalRequired, incident.approvalRequired]).toEqual([false, true]);
});

test('F117 a request that waits for approval takes no lock, and says at once where another run has it', async () => {
  const w = world();
  w.environment = { ...w.environment, APPROVAL: 'required' };
  const others = ['run-2', 'run-3'].map((name) => ({ id: `arn:${name}`, name, startedAt: EXECUTION.startedAt }));
  for (const execution of [EXECUTION, others[0]!]) await planRestore({ ...INPUT, execution }, w);
  expect(w.evidence.json(LOCK)).toBeUndefined();
  await w.evidence.putJson(LOCK, { owner: 'run-1', execution: EXECUTION.id, requestedBy: 'ada', takenAt: 'then' });
  await expect(planRestore({ ...INPUT, execution: others[1]! }, w)).rejects.toMatchObject({
    name: 'RestoreInProgress',
  });
});

test('F117 drills without end are refused, with the limit', async () => {
  const w = world();
  w.environment = { ...w.environment, DRILLS_PER_DAY: '1' };
  w.isRunning = async () => false;
  const request = { ...REQUEST, mode: 'drill' } as const;
  await planRestore({ ...INPUT, request }, w);
  const other = { id: 'arn:other', name: 'run-2', startedAt: EXECUTION.startedAt };
  await expect(planRestore({ ...INPUT, execution: other, request }, w)).rejects.toMatchObject({
    name: 'TooManyDrills',
  });
});

test('F03 a target that is nearly restorable is waited for', async () => {
  let looks = 0;
  const w = world();
  w.databases.describe = async () => ({
    ...SOURCE,
    latestRestorableTime: ++looks < 3 ? '2026-11-23T04:00:00Z' : '2026-11-23T04:00:01Z',
  });
  await expect(planRestore(INPUT, w)).resolves.toMatchObject({ targetTime: '2026-11-23T04:00:00Z' });
  expect(looks).toBe(3);
});

test('F03 when the handler may look no longer, the machine is asked to try again', async () => {
  const w = world({ patience: impatience(3) });
  w.databases.describe = async () => ({ ...SOURCE, latestRestorableTime: '2026-11-23T04:00:00Z' });
  await expect(planRestore(INPUT, w)).rejects.toMatchObject({ name: 'Retryable' });
  expect(w.evidence.texts.size).toBe(0);
});

test.each([
  ['a request that cannot be accepted', { request: { reason: 'r' } }, 'InvalidRequest'],
  [
    'F04 a time before the window',
    { request: { ...REQUEST, targetTime: '2026-11-16T02:00:00Z' } },
    'TargetTimeOutOfRange',
  ],
  [
    'F05 a time before the object history',
    { request: { ...REQUEST, targetTime: '2026-10-01T02:00:00Z' } },
    'HistoryTooShort',
  ],
])('%s is refused and nothing is written', async (_what, input, name) => {
  const w = world();
  await expect(planRestore({ ...INPUT, ...input }, w)).rejects.toMatchObject({ name });
  expect([w.evidence.texts.size, w.published]).toEqual([0, []]);
});

test('F09 an identifier that names another instance by now is refused', async () => {
  const w = world();
  w.environment = { ...w.environment, ...{ DATABASE_RESOURCE_ID: 'db-0' } };
  await expect(planRestore(INPUT, w)).rejects.toMatchObject({
    message: expect.stringContaining('another instance (db-1)'),
  });
});

describe('F93 the engine was upgraded since the target time', () => {
  const upgraded = (engineVersion: string) => {
    const w = { ...world(), manifests: manifestsOf(MANIFEST) };
    const said: string[] = [];
    w.notifications.publish = async (_subject: string, text?: string) => void said.push(text ?? '');
    w.databases.describe = async () => ({ ...SOURCE, settings: { ...SOURCE.settings, engineVersion } });
    return { w, said };
  };

  test.each([
    ['a minor version', '16.9', /ran postgres 16\.4, now it is 16\.9: it comes back with 16\.4$/],
    [
      'a major version',
      '17.6',
      /16\.4, another major version; it gets the parameter and option groups of then \(manifest of/,
    ],
  ])('%s: the plan says so before anything is frozen, and so does the first mail', async (_what, version, note) => {
    const { w, said } = upgraded(version);
    const plan = await planRestore(INPUT, w);
    expect(plan.notes).toEqual([expect.stringMatching(note)]);
    expect(plan.candidates[0]?.engine).toEqual({ version: '16.4', manifest: MANIFEST.takenAt });
    expect(said[0]).toContain(`Note: ${plan.notes?.[0]}`);
  });

  test('not where it is the same, nor by the manifest of another database of that name', async () => {
    expect((await planRestore(INPUT, upgraded('16.4').w)).notes).toBeUndefined();
    const { w } = upgraded('17.6');
    w.manifests = manifestsOf({ ...MANIFEST, source: { identifier: 'pegasus', resourceId: 'db-9' } });
    expect((await planRestore(INPUT, w)).candidates[0]?.engine).toBeUndefined();
  });
});

describe('a database that a restore could not bring back', () => {
  const unfit = 'is a read replica of main: give the database that it follows';

  test.each(['incident', 'drill'] as const)('is refused before anything is touched: %s', async (mode) => {
    const w = world();
    w.databases.describe = async () => ({ ...SOURCE, unfit });
    await expect(planRestore({ ...INPUT, request: { ...REQUEST, mode } }, w)).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: `The protected database pegasus ${unfit}. Nothing was touched.`,
    });
    expect(w.evidence.json(LOCK)).toBeUndefined();
  });
});

describe('what stays with the old database', () => {
  const database = { dimension: 'DBInstanceIdentifier', name: 'pegasus' } as const;

  test('is said before anything is frozen, in the plan and in the mail', async () => {
    const w = world();
    const readReplicas = ['pegasus-reports'];
    w.databases.describe = async () => ({ ...SOURCE, settings: { ...SOURCE.settings, readReplicas } });
    w.dependents = async (names) =>
      (['proxy', 'alarm'] as const).map((kind) => ({ kind, name: `${kind} of ${names[0]?.name}`, database }));
    w.blueGreen = async () => ['to-18 (AVAILABLE)'];
    const { notes } = await planRestore(INPUT, w);
    expect(notes).toEqual([
      expect.stringMatching(/^stays with the old database: `readReplicas` \(pegasus-reports\): .*make it again/),
      expect.stringMatching(/^proxies of RDS still lead to the old database after the cut-over .*: proxy of pegasus$/),
      expect.stringMatching(/^alarms watch the old database .*: alarm of pegasus$/),
      expect.stringMatching(/^blue\/green deployments .*: to-18 \(AVAILABLE\); do not switch over/),
    ]);
    for (const note of notes ?? []) expect(w.said[0]).toContain(note);
  });

  test('is no matter where the database stays, and unknown where it cannot be asked: no restore stops for that', async () => {
    const w = world();
    w.dependents = () => Promise.reject(new Error('AccessDenied'));
    expect((await planRestore(INPUT, w)).notes).toEqual([expect.stringMatching(/unknown: AccessDenied/)]);
    const objects = { ...INPUT, request: { ...REQUEST, scope: 'objects' as const } };
    expect((await planRestore(objects, { ...world(), dependents: w.dependents })).notes).toBeUndefined();
  });
});

describe('a source that is gone', () => {
  const withoutSource = (...manifests: (typeof MANIFEST)[]) => {
    const w = { ...world(), manifests: manifestsOf(...manifests) };
    w.databases.describe = async () => undefined;
    return w;
  };

  describe('F112 a forged manifest of it', () => {
    const known = {
      publiclyAccessible: false,
      securityGroups: ['sg-1', 'sg-2'],
      subnetGroup: 'Pegasus-Private',
      storageKey: 'arn:aws:kms:eu-west-1:123456789012:key/mine',
    };
    const honest = { securityGroups: ['sg-1'], subnetGroup: 'pegasus-private', kmsKey: known.storageKey };
    const planned = (settings: object, of: object | null = known) => {
      const w = withoutSource({ ...MANIFEST, settings: { ...MANIFEST.settings, ...honest, ...settings } });
      return planRestore(INPUT, { ...w, databases: { ...w.databases, ...(of && { known: of as typeof known }) } });
    };

    test.each<readonly [string, object]>([
      ['as it was', {}],
      ['its key in another region', { kmsKey: 'arn:aws:kms:eu-west-2:123456789012:key/mine' }],
    ])('is none: %s', async (_, settings) => expect(await planned(settings)).toMatchObject({ runId: 'run-1' }));

    test.each<readonly [string, object, RegExp]>([
      ['public', { publiclyAccessible: true }, /`publiclyAccessible` is true/],
      [
        'an instance of a cluster public',
        { 'instance2.publiclyAccessible': true },
        /`instance2\.publiclyAccessible` is/,
      ],
      ['a foreign security group', { securityGroups: ['sg-1', 'sg-666'] }, /`securityGroups` has sg-666\)/],
      ['a foreign subnet group', { subnetGroup: 'public' }, /`subnetGroup` is public/],
      ['a foreign key', { kmsKey: 'arn:aws:kms:eu-west-1:666666666666:key/mine' }, /`kmsKey` is arn:.*666/],
    ])('is refused before anything is touched, with a way out: %s', async (_, settings, says) => {
      await expect(planned(settings)).rejects.toMatchObject({
        name: 'EvidenceUnusable',
        message: expect.stringMatching(new RegExp(`manifests/pegasus/.*${says.source}.*Delete the object`)),
      });
    });

    test('is refused as public where the template says nothing', () =>
      expect(planned({ publiclyAccessible: true }, null)).rejects.toThrow(/`publiclyAccessible` is true/));
  });

  test('is announced while it is there, as what will be refused once it is gone', async () => {
    const w = world();
    const known = { publiclyAccessible: false, securityGroups: ['sg-of-the-stack'] };
    w.databases.describe = async () => ({
      ...SOURCE,
      settings: { ...SOURCE.settings, securityGroups: ['sg-by-hand'] },
    });
    const { notes } = await planRestore(INPUT, { ...w, databases: { ...w.databases, known } });
    expect(notes).toEqual([
      expect.stringMatching(/Once the source is gone .*`securityGroups` has sg-by-hand\): say it in the stack/),
    ]);
  });

  test('and has left no manifest is refused', async () => {
    await expect(planRestore(INPUT, withoutSource())).rejects.toThrow(/is gone, and has left no manifest/);
  });

  test('is restored from the backups that outlived it, inside their window', async () => {
    expect(await planRestore(INPUT, withoutSource(MANIFEST))).toMatchObject({
      sourceDatabase: { identifier: 'pegasus', resourceId: 'db-1' },
      candidates: [{ reason: expect.stringContaining('between 2026-11-16T03:00:00Z and 2026-11-23T04:30:00Z') }],
    });
  });

  test('and keeps no backups any more is refused', async () => {
    const w = withoutSource(MANIFEST);
    w.databases.restoreWindow = async () => ({});
    await expect(planRestore(INPUT, w)).rejects.toMatchObject({
      name: 'TargetTimeOutOfRange',
      message: expect.stringContaining('is gone, and so are its automated backups'),
    });
  });

  test('F03 is not waited for: nothing newer will come', async () => {
    const w = withoutSource(MANIFEST);
    w.databases.restoreWindow = async () => ({ earliest: '2026-11-16T03:00:00Z', latest: '2026-11-23T04:00:00Z' });
    await expect(planRestore(INPUT, w)).rejects.toMatchObject({
      name: 'TargetTimeOutOfRange',
      message: expect.stringContaining('end before 2026-11-23T04:00:00Z'),
    });
  });

  test('F09 is not mistaken for another instance of its name', async () => {
    const w = withoutSource({ ...MANIFEST, source: { identifier: 'pegasus', resourceId: 'db-9' } });
    const environment = { ...w.environment, DATABASE_RESOURCE_ID: 'db-1' };
    await expect(planRestore(INPUT, { ...w, environment })).rejects.toThrow(/is gone/);
  });
});

describe('F112 the plan is signed,', () => {
  const signatureIn = ({ evidence }: ReturnType<typeof world>) => evidence.json('runs/run-1/plan.signature.json');

  test('and a second try signs what it plans again', async () => {
    const w = world();
    const plan = await planRestore(INPUT, w);
    await planRestore(INPUT, w);
    const sums = w.evidence.texts.get('runs/run-1/plan.sha256')!.text;
    expect(isIn(sums, 'plan.json', Buffer.from(json({ version: 2, plan, execution: EXECUTION })))).toBe(true);
    expect(isSignedWith(w.signer.publicKey, sums, signatureIn(w) as Signature)).toBe(true);
    expect(w.said.join()).not.toContain('NOT SIGNED');
  });

  test('or the restore goes on without, and stakeholders hear of it', async () => {
    const w = world();
    w.signer.denied = 'AccessDeniedException';
    expect(await planRestore(INPUT, w)).toMatchObject({ runId: 'run-1' });
    expect(signatureIn(w)).toEqual({ unsigned: 'AccessDeniedException' });
    expect(w.said[0]).toContain('The plan is NOT SIGNED: AccessDeniedException.');
  });
});

test('F114 an execution name that was used before does not get the old plan', async () => {
  const w = world({ isRunning: async () => false });
  await planRestore(INPUT, w);
  const again = { ...EXECUTION, startedAt: '2027-03-01T00:00:00.000Z' };
  await expect(planRestore({ ...INPUT, execution: again }, w)).rejects.toMatchObject({
    message: expect.stringContaining('another execution name'),
  });
});

describe('F112 what lies in the folder of the run already', () => {
  const [candidate] = PLAN.candidates;
  const forged = { ...PLAN, mode: 'drill', candidates: [{ ...candidate, databaseIdentifier: 'production' }] };

  test("a plan that says it is this execution's is written over, never believed", async () => {
    const w = world();
    await w.evidence.putJson('runs/run-1/plan.json', { version: 2, plan: forged, execution: EXECUTION });
    const plan = await planRestore(INPUT, w);
    expect(plan.mode).toBe('incident');
    expect(JSON.stringify(plan)).not.toContain('production');
    expect(w.evidence.json('runs/run-1/plan.json')).toEqual({ version: 2, plan, execution: EXECUTION });
  });

  test.each([
    ['garbage for a plan', 'plan.json', { plan: 'nonsense' }],
    ['a plan of nobody', 'plan.json', { version: 2, plan: forged }],
    ['the record of a freeze', 'freeze.json', {}],
    ['an action part', 'attempt-0/actions/part-000000.jsonl', {}],
  ])('%s: the name is refused, and the lock is free', async (_what, name, value) => {
    const w = world();
    await w.evidence.putJson(`runs/run-1/${name}`, value);
    await expect(planRestore(INPUT, w)).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringMatching(/another execution name/),
    });
    expect(w.evidence.json(LOCK)).toHaveProperty('releasedAt');
    expect(w.evidence.json(`runs/run-1/${name}`)).toEqual(value);
  });
});
