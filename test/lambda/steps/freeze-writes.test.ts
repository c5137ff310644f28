import { describe, expect, test } from '@jest/globals';
import type { Answer } from '../../../domain/checks/answer';
import type { KnownBefore, Problem } from '../../../domain/references/look-ahead';
import { freezeWrites } from '../../../lambda/steps/freeze-writes';
import { trustOf, untrusted } from '../../../runtime/database/trust';
import { standingFreezeKey } from '../../../runtime/traffic/active-freeze';
import { PLAN, STEP } from '../../domain/workflow/workflow-fixture';
import { DATABASE_CLOCK, FREEZE_RECORD, freezing, json } from '../../runtime/traffic/memory-freeze';
import { MemorySwitch } from '../../runtime/traffic/memory-switch';
import { MemoryTraffic } from '../../runtime/traffic/memory-traffic';

const input = { plan: PLAN, ...STEP };
const RECORD = 'runs/run-1/freeze.json';
const NO_ISSUER = Object.assign(new Error('unable to get local issuer certificate'), {
  code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
});
const STANDING = 'freezes/pegasus+protected.json';
const open3 = () => new MemoryTraffic({ mode: 'open', generation: 3 });

function three(log: string[] = []) {
  return ['feed', 'workers', 'writers'].map((name, index) => new MemorySwitch(name, index + 2, log));
}

describe('a freeze that holds', () => {
  test('is set under the next generation, and dated by the database after the proof', async () => {
    const traffic = open3();
    const { world, calls } = freezing(traffic);
    expect(await freezeWrites(input, world)).toEqual({
      frozenAt: DATABASE_CLOCK,
      frozenAtSource: 'database',
      priorMode: 'open',
      generation: 4,
      record: expect.stringMatching(/^[0-9a-f]{64}$/),
      proof: {
        application:
          'a lecture to ingest was refused: 503 (application/json) {"error":"frozen"}; ' +
          'a write without the write token was answered before the freeze: 404 (application/json) {}',
        database: 'no transaction was writing any more',
        references: '1 looked at in the running database',
      },
      references: ['lectures.audio_path'],
    });
    expect(traffic.writes).toEqual([{ mode: 'frozen', generation: 4 }]);
    const knock = 'DELETE /lectures/canary-run-1?purge_storage=true';
    // Once before the freeze; then it was refused eight times in a row.
    expect(calls).toEqual([knock, ...Array(8).fill(knock), 'POST /lectures/ingest']);
  });

  test('has recorded everything before anything was switched', async () => {
    const traffic = open3();
    const switches = three();
    const { world } = freezing(traffic, switches);
    for (const one of switches) {
      one.set = async () => {
        expect(world.evidence.json(RECORD)).toMatchObject({ prior: { mode: 'open', generation: 3 } });
        expect(world.evidence.json(STANDING)).toMatchObject({ priors: { workers: { tasks: 3 } } });
      };
    }
    await freezeWrites(input, world);
    expect.assertions(6);
  });

  test('brings every switch down', async () => {
    const log: string[] = [];
    const { world } = freezing(open3(), three(log));
    await freezeWrites(input, world);
    expect(log).toEqual(['feed 0', 'workers 0', 'writers 0']);
  });

  test('F16 a retry neither overwrites the recorded prior state nor raises the generation again', async () => {
    const traffic = open3();
    const log: string[] = [];
    const { world } = freezing(traffic, three(log));
    const first = await freezeWrites(input, world);
    const record = world.evidence.json(RECORD);
    expect(await freezeWrites(input, world)).toEqual(first);
    expect(world.evidence.json(RECORD)).toEqual(record);
    expect(record).toMatchObject({ switches: { workers: { found: { tasks: 3 }, prior: { tasks: 3 } } } });
    expect([traffic.writes.length, log.length]).toEqual([1, 3]);
  });

  test.each([
    ['another generation', { mode: 'open', generation: 7 }],
    ['that traffic was frozen before', { mode: 'frozen', generation: 4 }],
  ])(
    'F112 a record that says %s is not what an earlier try has left: nothing is frozen by it',
    async (_what, prior) => {
      const traffic = open3();
      const { world } = freezing(traffic, three());
      await world.evidence.putJson(RECORD, { ...FREEZE_RECORD, prior });
      await expect(freezeWrites(input, world)).rejects.toMatchObject({ name: 'EvidenceUnusable' });
      expect([traffic.writes, world.switches.map(({ tasks }) => tasks)]).toEqual([[], [2, 3, 4]]);
    },
  );

  test('F112 a standing freeze that is none is not believed, and nothing is frozen', async () => {
    const traffic = open3();
    const { world } = freezing(traffic, three());
    for (const forged of ['garbage', '{"runId":"another","priors":{"workers":{"tasks":0}}}']) {
      await world.evidence.putText(standingFreezeKey(input.plan), forged);
      await expect(freezeWrites(input, world)).rejects.toMatchObject({ name: 'EvidenceUnusable' });
    }
    expect([traffic.writes, world.switches.map(({ tasks }) => tasks)]).toEqual([[], [2, 3, 4]]);
  });

  test('a retry after the record was written and before anything was switched switches it', async () => {
    const traffic = open3();
    const { world } = freezing(traffic);
    await world.evidence.putJson(RECORD, FREEZE_RECORD);
    expect(await freezeWrites(input, world)).toMatchObject({ generation: 4 });
    expect(traffic.writes).toEqual([{ mode: 'frozen', generation: 4 }]);
  });

  test('what an operator froze by hand before is frozen again under a new generation', async () => {
    const { world } = freezing(new MemoryTraffic({ mode: 'frozen', generation: 3 }));
    expect(await freezeWrites(input, world)).toMatchObject({
      priorMode: 'frozen',
      generation: 4,
      proof: {
        application: expect.stringMatching(/^not proved, because traffic was not open before this run: .* 503 /),
      },
    });
  });

  test('F76 is dated by the clock of the machine when the database cannot be reached, and says so', async () => {
    const { world } = freezing(open3());
    world.connectSource = async () => {
      throw new Error('the database does not answer');
    };
    expect(await freezeWrites(input, world)).toMatchObject({
      frozenAt: STEP.step.enteredAt,
      frozenAtSource: 'state machine',
      proof: { database: expect.stringContaining('does not answer') },
    });
  });
});

describe('F15 F84 a freeze is proved by the application itself, and by a change:', () => {
  const OWN = { error: 'frozen', trafficGeneration: 4 };
  const GATEWAY = { status: 503, contentType: 'text/html', body: '<h1>Service Unavailable</h1>' };
  const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  type Answers = number | 'nothing' | Answer;
  const answered = (answer: Answers): Answer => {
    if (answer === 'nothing') throw refused();
    return typeof answer === 'number' ? json(answer) : answer;
  };
  interface Answering {
    /** A write without the token: while traffic is open, and while it is frozen. */
    readonly stranger: readonly [Answers, Answers];
    /** With it. @default - there is none */
    readonly operator?: readonly [Answers, Answers];
    /** `/health/ready`, while frozen. @default - nothing */
    readonly ready?: Answers;
    /** Tasks of the application that the freeze stops. @default - none */
    readonly tasks?: number;
  }
  function answering({ stranger, operator, ready = 'nothing', tasks }: Answering) {
    const traffic = open3();
    const switches = tasks === undefined ? [] : [new MemorySwitch('ECS service pegasus/api', tasks)];
    const { world } = freezing(traffic, switches);
    const writer = ([open, frozen]: readonly [Answers, Answers]) => {
      const answer = async () => answered((await traffic.read()).mode === 'open' ? open : frozen);
      return { delete: answer, post: answer, get: async () => answered(ready) };
    };
    const writers = {
      stranger: writer(stranger),
      operator: writer(operator ?? stranger),
      hasToken: operator !== undefined,
    };
    return { traffic, world: { ...world, ...writers } };
  }

  test.each<[string, Answering]>([
    ['its refusal names this freeze', { stranger: [404, json(503, OWN)] }],
    ['its refusal says frozen, and before it let writes in', { stranger: [404, json(503, { error: 'frozen' })] }],
    ['its refusal says frozen, and before nothing listened', { stranger: ['nothing', json(423, { code: 'frozen' })] }],
    ['wrapped, as FastAPI does it', { stranger: [422, json(403, { detail: OWN })] }],
    [
      'a token is wanted, and a write with it is let in before and refused after',
      { stranger: [401, 401], operator: [404, json(503, OWN)] },
    ],
    [
      'its refusal is any 503, and at the same time it says itself that it is frozen',
      { stranger: [404, 503], ready: json(200, { status: 'ready', mode: 'frozen', trafficGeneration: 4 }) },
    ],
    [
      'a gateway refuses, and the application behind it says itself that it is frozen',
      { stranger: [404, GATEWAY], ready: json(503, { status: 'degraded', mode: 'frozen', trafficGeneration: 4 }) },
    ],
  ])('%s', async (_what, answers) => {
    const { proof } = await freezeWrites(input, answering(answers).world);
    expect(proof?.application).toMatch(/^a lecture to ingest was refused/);
  });

  test.each<[string, RegExp, Answering]>([
    ['nothing listened before either', /^not proved, because no write came in/, { stranger: ['nothing', 'nothing'] }],
    ['the application was failing', /^not proved, because no write came in/, { stranger: [500, 503] }],
    [
      'the application was closed, and nothing listens any more',
      /^not proved, because no write came in/,
      { stranger: [503, 'nothing'] },
    ],
    [
      'the load balancer has nothing behind it any more, because the freeze has stopped the service',
      /^not proved, because a gateway .* has stopped ECS service pegasus\/api, and nothing of the application answers: .* 503/,
      { stranger: [422, GATEWAY], ready: GATEWAY, tasks: 2 },
    ],
    ['the service was stopped, and nothing listens', /has stopped ECS/, { stranger: [401, 'nothing'], tasks: 1 }],
  ])('it can go on, and says that nothing is proved: %s', async (_what, said, answers) => {
    const { proof } = await freezeWrites(input, answering(answers).world);
    expect(proof?.application).toMatch(said);
  });

  const UNKNOWN =
    /not proved: .*A gateway, a firewall or a proxy can answer so too.*"trafficGeneration": 4}.*then start again/;
  test.each<[string, RegExp, Answering]>([
    [
      'a token is wanted, and writes with it go on',
      /does not hold: .*with the write token/,
      { stranger: [401, 401], operator: [404, 404] },
    ],
    [
      'a token is wanted, and none is configured',
      /not proved: .* 401 .* give it `writeToken`/,
      { stranger: [401, 401] },
    ],
    [
      'the token is wrong',
      /not proved: .* with the write token .* 401 .*`writeToken` .* must hold/,
      { stranger: [401, 401], operator: [401, 401] },
    ],
    [
      'closed before and after',
      /not proved: .* 503 .* before the freeze 503 .*parameter as frozen/,
      { stranger: [503, 503] },
    ],
    [
      'nothing listened, and now a token is wanted',
      /not proved: .* 401 .* before the freeze nothing/,
      { stranger: ['nothing', 401] },
    ],
    ['a gateway begins to answer 503', UNKNOWN, { stranger: [404, GATEWAY] }],
    ['a proxy finds nothing behind it', UNKNOWN, { stranger: [422, 502] }],
    ['a firewall begins to deny', UNKNOWN, { stranger: [404, 403] }],
    ['a firewall denies before, and a gateway answers 503 after', UNKNOWN, { stranger: [403, 503] }],
    ['a rate limit begins', UNKNOWN, { stranger: [404, 429] }],
    ['a rate limit was there, and 503 after', UNKNOWN, { stranger: [429, 503] }],
    ['a name is no longer found', UNKNOWN, { stranger: [404, 'nothing'] }],
    ['a time-out of the gateway begins', UNKNOWN, { stranger: [404, 504] }],
    ['a gateway that answers in JSON', UNKNOWN, { stranger: [404, json(503, { message: 'Service Unavailable' })] }],
    [
      'a worker was stopped, and the application still answers',
      UNKNOWN,
      { stranger: [404, GATEWAY], ready: json(200, { status: 'ok' }), tasks: 2 },
    ],
    [
      'the application says itself that it is open',
      UNKNOWN,
      { stranger: [500, GATEWAY], ready: json(200, { status: 'ready', mode: 'open', trafficGeneration: 3 }) },
    ],
    [
      'the application is frozen by an earlier freeze, which may be lifted',
      UNKNOWN,
      { stranger: [404, json(503, { error: 'frozen', trafficGeneration: 3 })] },
    ],
    ...['7', 3].map((trafficGeneration): [string, RegExp, Answering] => [
      `a worker was stopped, and a write is refused for another freeze (${JSON.stringify(trafficGeneration)})`,
      UNKNOWN,
      {
        stranger: [404, json(503, { error: 'frozen', trafficGeneration })],
        ready: { status: 404, contentType: 'text/html', body: 'Not Found' },
        tasks: 2,
      },
    ]),
    ...[
      { status: 200, contentType: 'text/plain', body: 'ok' },
      { status: 204, contentType: '', body: '' },
      json(404, { detail: 'Not Found' }),
    ].map((ready): [string, RegExp, Answering] => [
      `a worker was stopped, and /health/ready is answered ${ready.status}`,
      UNKNOWN,
      { stranger: [404, json(503, { detail: 'database unavailable' })], ready, tasks: 2 },
    ]),
    ['a firewall denies, whatever was stopped', UNKNOWN, { stranger: [404, 403], tasks: 2 }],
  ])('it fails and is undone: %s', async (_what, message, answers) => {
    const { world, traffic } = answering(answers);
    await expect(freezeWrites(input, world)).rejects.toMatchObject({
      name: 'FreezeFailed',
      message: expect.stringMatching(message),
    });
    expect(await traffic.read()).toMatchObject({ mode: 'open', generation: 3 });
  });

  test('a gateway that begins with the canary itself proves nothing, though the knocks were refused', async () => {
    const { world, traffic } = answering({ stranger: [404, json(503, OWN)] });
    world.stranger.post = async () => GATEWAY;
    await expect(freezeWrites(input, world)).rejects.toThrow(/^The freeze is not proved: `POST \/lectures\/ingest`/);
    expect(await traffic.read()).toMatchObject({ mode: 'open' });
  });

  test('a retry keeps the first knock: what is frozen by then is not what was before', async () => {
    const { world } = answering({ stranger: [404, json(503, OWN)] });
    const { connectSource } = world;
    world.connectSource = async () => ({
      ...(await connectSource()),
      writers: () => Promise.reject(Object.assign(new Error('slower, please'), { name: 'ThrottlingException' })),
    });
    await expect(freezeWrites(input, world)).rejects.toThrow('slower, please');
    const record = world.evidence.json(RECORD);
    expect(record).toMatchObject({ knock: { withToken: false, answer: 'accepted' } });
    const { proof } = await freezeWrites(input, { ...world, connectSource });
    expect(proof?.application).toMatch(/^a lecture to ingest was refused: 503 .* before the freeze: 404/);
    expect(world.evidence.json(RECORD)).toEqual(record);
  });

  test('the knock is recorded before anything is switched; an address that is not allowed freezes nothing', async () => {
    const { world, traffic } = answering({ stranger: [404, json(503, OWN)] });
    world.stranger.delete = () => Promise.reject(Object.assign(new Error('link-local'), { name: 'InvalidRequest' }));
    await expect(freezeWrites(input, world)).rejects.toMatchObject({
      name: 'FreezeFailed',
      message: 'link-local. Nothing was frozen, and nothing has changed.',
    });
    expect(traffic.writes).toEqual([]);
  });
});

describe('after a run that ended frozen', () => {
  async function left(tasks: number) {
    const workers = new MemorySwitch('workers', tasks);
    const { world } = freezing(new MemoryTraffic({ mode: 'frozen', generation: 4 }), [workers]);
    await world.evidence.putJson(STANDING, { runId: 'run-0', priors: { workers: { tasks: 6 } }, recordedAt: 'then' });
    await freezeWrites(input, world);
    return world.evidence.json(RECORD);
  }

  test.each([
    ['frozen', 0],
    ['in low traffic', 1],
  ])('a switch it left %s is put back later to what was there before it', async (_how, tasks) => {
    expect(await left(tasks)).toMatchObject({ switches: { workers: { found: { tasks }, prior: { tasks: 6 } } } });
  });

  test('a switch that somebody has set since is taken as it is', async () => {
    expect(await left(3)).toMatchObject({ switches: { workers: { found: { tasks: 3 }, prior: { tasks: 3 } } } });
  });

  test('F19 the runs that ended in it are known, until somebody opens traffic', async () => {
    const standing = { runId: 'run-0', runs: ['run-a', 'run-0'], priors: {}, recordedAt: 'then' };
    const { world } = freezing(new MemoryTraffic({ mode: 'frozen', generation: 4 }));
    await world.evidence.putJson(STANDING, standing);
    expect(await freezeWrites(input, world)).toMatchObject({ continues: ['run-a', 'run-0'] });
    expect(world.evidence.json(STANDING)).toMatchObject({ runs: ['run-a', 'run-0', 'run-1'] });
    const opened = freezing(open3());
    await opened.world.evidence.putJson(STANDING, standing);
    expect(await freezeWrites(input, opened.world)).not.toHaveProperty('continues');
    expect(opened.world.evidence.json(STANDING)).toMatchObject({ runs: ['run-1'] });
  });

  test('F92 the old database is the one that was used before the first of them, whatever the pointer says since', async () => {
    const used = { host: 'restored-1', port: 5432 };
    const first = freezing(open3());
    const world = { ...first.world, usedDatabase: async () => used };
    expect(await freezeWrites(input, world)).toMatchObject({ used });
    expect([RECORD, STANDING].map((key) => world.evidence.json(key))).toMatchObject([{ used }, { used }]);
    const next = { ...world, usedDatabase: async () => ({ host: 'restored-2', port: 5432 }) };
    const plan = { ...PLAN, runId: 'run-2', evidence: { ...PLAN.evidence, prefix: 'runs/run-2/' } };
    expect(await freezeWrites({ ...input, plan }, next)).toMatchObject({ continues: ['run-1'], used });
  });

  test('a freeze that fails leaves that one standing', async () => {
    const workers = new MemorySwitch('workers', 0);
    const { world } = freezing(new MemoryTraffic({ mode: 'frozen', generation: 4 }), [workers]);
    const standing = { runId: 'run-0', priors: { workers: { tasks: 6 } }, recordedAt: 'then' };
    await world.evidence.putJson(STANDING, standing);
    workers.sluggish = true;
    await expect(freezeWrites(input, world)).rejects.toMatchObject({ name: 'FreezeFailed' });
    expect(workers.tasks).toBe(0);
    expect(world.evidence.json(STANDING)).toMatchObject({ priors: { workers: { tasks: 6 } } });
    expect(world.evidence.json(STANDING)).not.toHaveProperty('releasedAt');
  });
});

describe('a freeze that fails is undone:', () => {
  test('F17 one of three switches cannot be set', async () => {
    const traffic = open3();
    const log: string[] = [];
    const switches = three(log);
    switches[2]!.refuses = () => true;
    const { world } = freezing(traffic, switches);
    await expect(freezeWrites(input, world)).rejects.toMatchObject({
      name: 'FreezeFailed',
      message: 'AccessDenied: writers. The freeze was undone: nothing has changed.',
    });
    expect(log).toEqual(['feed 0', 'workers 0', 'workers 3', 'feed 2']);
    expect(await traffic.read()).toMatchObject({ mode: 'open', generation: 3 });
  });

  test('F17 a switch that only confirms nothing is put back with the others, and the freeze stands no more', async () => {
    const traffic = open3();
    const log: string[] = [];
    const switches = three(log);
    switches[1]!.sluggish = true;
    const { world } = freezing(traffic, switches);
    await expect(freezeWrites(input, world)).rejects.toMatchObject({
      name: 'FreezeFailed',
      message: expect.stringMatching(/workers still runs.* nothing has changed/),
    });
    expect(switches.map(({ tasks }) => tasks)).toEqual([2, 3, 4]);
    expect(world.evidence.json(STANDING)).toHaveProperty('releasedAt');
  });

  test('F15 the application goes on accepting writes', async () => {
    const traffic = open3();
    const { world, calls } = freezing(traffic, three());
    world.stranger.delete = async () => json(404);
    await expect(freezeWrites(input, world)).rejects.toMatchObject({
      name: 'FreezeFailed',
      message: expect.stringContaining('The freeze does not hold'),
    });
    expect(calls).toEqual([]);
    expect(await traffic.read()).toMatchObject({ mode: 'open', generation: 3 });
  });

  test('F15 the canary is let in: it is removed again', async () => {
    const traffic = open3();
    const { world, calls } = freezing(traffic);
    world.stranger.post = async () => json(201);
    await expect(freezeWrites(input, world)).rejects.toMatchObject({ name: 'FreezeFailed' });
    expect(calls.at(-1)).toBe('operator DELETE /lectures/canary-run-1?purge_storage=true');
    expect(await traffic.read()).toMatchObject({ mode: 'open', generation: 3 });
  });

  test('F15 the canary is let in, and its removal is answered 503 until the application has seen that the freeze is undone', async () => {
    const { world, calls } = freezing(open3());
    world.stranger.post = async () => json(201);
    const left = [503, 503, 404];
    world.operator.delete = async (path) => {
      calls.push(`operator DELETE ${path}`);
      return json(left.shift() ?? 500);
    };
    await expect(freezeWrites(input, world)).rejects.toThrow(
      /nothing has changed\. The canary, lecture canary-run-1, was removed \(404 /,
    );
    expect(left).toEqual([]);
    expect((await world.traffic.read()).mode).toBe('open');
  });

  test('F15 a canary that may have been written and cannot be removed is named, with the call that removes it', async () => {
    const { world } = freezing(open3());
    world.stranger.post = () => Promise.reject(new Error('no whole answer within 15000 ms'));
    world.operator.delete = async () => json(503);
    await expect(freezeWrites(input, world)).rejects.toThrow(
      /canary-run-1, may still be there: its removal was answered 503 .* `DELETE \/lectures\/canary-run-1\?purge_storage=true`/,
    );
  });

  test('somebody else writes the parameter: it is left to them', async () => {
    const traffic = open3();
    traffic.set = async () => await traffic.read();
    const { world } = freezing(traffic);
    await expect(freezeWrites(input, world)).rejects.toMatchObject({
      name: 'FreezeFailed',
      message: expect.stringContaining('is open, generation 3'),
    });
    expect(traffic.writes).toEqual([]);
  });
});

describe('F85 F86 what a proof of references would stop at is refused before anything is frozen:', () => {
  const missing = {
    table: 'lecturs',
    column: 'audio_path',
    why: 'lecturs does not exist; the nearest name is lectures',
    noTable: true,
  };
  const noColumn = { table: 'lectures', column: 'audio_pth', why: 'lectures.audio_pth does not exist' };
  const hidden = { table: 'lectures', column: 'audio_path', why: 'row level security would hide rows of lectures' };
  const baseline = { takenAt: '2026-11-23T02:00:00Z', references: ['lectures.audio_pth', 'lectures.audio_path'] };
  const manifest = (name: string): KnownBefore['manifest'] => ({
    takenAt: '2026-11-23T02:10:00Z',
    content: {
      migrationHead: null,
      tables: [{ name, rows: 1, newest: null }],
      sequences: [],
      foreignKeys: [],
    },
  });
  const looking = (problems: readonly Problem[], known: KnownBefore = {}) => {
    const traffic = open3();
    const { world, calls } = freezing(traffic, three());
    const lookAhead = async () => ({ found: ['artifacts.storage_path'], problems, notRead: ['exports.storage_path'] });
    return { traffic, calls, world: { ...world, lookAhead, knownBefore: async () => known } };
  };

  test.each<[string, Problem, KnownBefore]>([
    ['a table that is misspelt', missing, { manifest: manifest('public.lectures') }],
    ['a column that is misspelt', noColumn, { manifest: manifest('public.lectures') }],
    ['a reader without the right', hidden, {}],
    ['a baseline of another version says nothing', hidden, { baseline: { takenAt: baseline.takenAt } }],
  ])('%s', async (_what, problem, known) => {
    const { world, traffic, calls } = looking([problem], known);
    await expect(freezeWrites(input, world)).rejects.toMatchObject({
      name: 'ReferencesNotProved',
      message: expect.stringContaining(`${problem.why}. So it is in the running database`),
    });
    expect([calls, traffic.writes, world.switches.map(({ tasks }) => tasks)]).toEqual([[], [], [2, 3, 4]]);
    expect(world.evidence.json(RECORD)).toBeUndefined();
  });

  test.each<[string, Problem, KnownBefore, string]>([
    [
      'a table that the incident has dropped',
      missing,
      { manifest: manifest('public.lecturs') },
      'in the manifest of 2026-11-23T02:10:00Z',
    ],
    ['a column that the incident has dropped', noColumn, { baseline }, 'right in the baseline of 2026-11-23T02:00:00Z'],
    ['a right that was lost since', hidden, { baseline }, 'right in the baseline of 2026-11-23T02:00:00Z'],
  ])('not %s: it goes on, and the report says so', async (_what, problem, known, said) => {
    const { world } = looking([problem], known);
    const { proof, references } = await freezeWrites(input, world);
    expect(proof?.references).toMatch(/^1 looked at .*; too many values to look through in exports\.storage_path; /);
    expect(proof?.references).toContain(problem.why);
    expect(proof?.references).toContain(said);
    expect(references).toEqual(['artifacts.storage_path']);
  });

  test('nor a source that is gone: it is said', async () => {
    const { world } = freezing(open3());
    world.lookAhead = async () => new Error('connect ECONNREFUSED');
    const { proof, references } = await freezeWrites(input, world);
    expect(proof?.references).toBe('not looked at, the running database could not be asked: connect ECONNREFUSED');
    expect(references).toBeUndefined();
  });

  test('a source for which no authority vouches is refused: the restored one would have none either', async () => {
    const traffic = open3();
    const { world, calls } = freezing(traffic, three());
    world.lookAhead = async () => untrusted('db.abc.il-central-1.rds.amazonaws.com', trustOf(''), NO_ISSUER);
    await expect(freezeWrites(input, world)).rejects.toMatchObject({
      name: 'DatabaseUntrusted',
      message: expect.stringMatching(
        /no certificate authorities of RDS for the Region il-central-1.*il-central-1-bundle/,
      ),
    });
    expect([calls, traffic.writes, world.evidence.json(RECORD)]).toEqual([[], [], undefined]);
    await world.evidence.putJson(RECORD, FREEZE_RECORD);
    expect(await freezeWrites(input, world)).toMatchObject({ generation: 4 });
  });

  test('nor is one whose own certificate is out of date: the restored one has another', async () => {
    const { world } = freezing(open3());
    const cause = Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' });
    world.lookAhead = async () => untrusted('db.abc.eu-west-1.rds.amazonaws.com', trustOf(''), cause);
    const { proof } = await freezeWrites(input, world);
    expect(proof?.references).toMatch(/could not be asked: .* is out of date: renew it/);
  });

  test('a retry of what is frozen already does not refuse any more', async () => {
    const { world } = looking([hidden]);
    await world.evidence.putJson(RECORD, FREEZE_RECORD);
    expect(await freezeWrites(input, world)).toMatchObject({ generation: 4 });
  });
});

test('nothing is frozen where the traffic parameter cannot be read: it may have said frozen', async () => {
  const traffic = open3();
  traffic.unreadable = true;
  const { world, calls } = freezing(traffic, three());
  await expect(freezeWrites(input, world)).rejects.toMatchObject({
    name: 'TrafficUnreadable',
    message: expect.stringMatching(/says "\{\\"mode\\":\\"froz".* get-parameter-history/),
  });
  expect([calls, traffic.writes, world.switches.map(({ tasks }) => tasks)]).toEqual([[], [], [2, 3, 4]]);
});

test('nothing is frozen when the prior state cannot be recorded', async () => {
  const traffic = open3();
  const { world } = freezing(traffic, three());
  world.evidence.failing = true;
  await expect(freezeWrites(input, world)).rejects.toThrow(/evidence bucket/);
  expect([traffic.writes, world.switches.map(({ tasks }) => tasks)]).toEqual([[], [2, 3, 4]]);
});

test('what may pass is neither undone nor given up: the machine tries again', async () => {
  const traffic = open3();
  const { world } = freezing(traffic, three());
  world.switches[1]!.set = async () => {
    throw Object.assign(new Error('slower, please'), { name: 'ThrottlingException' });
  };
  await expect(freezeWrites(input, world)).rejects.toMatchObject({ name: 'ThrottlingException' });
  expect(await traffic.read()).toMatchObject({ mode: 'frozen', generation: 4 });
});

test('what cannot be put back is named, stays recorded, and does not stop the others', async () => {
  const log: string[] = [];
  const switches = three(log);
  switches[1]!.refuses = ({ tasks }) => tasks > 0;
  switches[2]!.sluggish = true;
  const { world } = freezing(open3(), switches);
  await expect(freezeWrites(input, world)).rejects.toMatchObject({
    name: 'FreezeFailed',
    message: expect.stringContaining('as freeze.json says: workers (AccessDenied: workers)'),
  });
  expect(switches.map(({ tasks }) => tasks)).toEqual([2, 0, 4]);
  expect(world.evidence.json(STANDING)).not.toHaveProperty('releasedAt');
});

describe('F18 a long transaction', () => {
  test('holds: frozen, nothing undone, and named', async () => {
    const traffic = open3();
    const { world, writers } = freezing(traffic, three());
    writers.push({ pid: 77, application: 'importer', seconds: 900 });
    await expect(freezeWrites(input, world)).rejects.toMatchObject({
      name: 'WritersNotDrained',
      message: expect.stringContaining('pid 77 (importer, 900 s)'),
    });
    expect(await traffic.read()).toMatchObject({ mode: 'frozen', generation: 4 });
    expect(world.switches.map(({ tasks }) => tasks)).toEqual([0, 0, 0]);
  });

  test('is ended where that was asked for', async () => {
    const { world, writers } = freezing(open3());
    writers.push({ pid: 77, application: '', seconds: 900 });
    const { proof } = await freezeWrites(input, { ...world, drain: { seconds: 120, end: true } });
    expect(proof?.database).toBe('1 transactions were ended after 120 s: pid 77 (no name, 900 s)');
  });
});
