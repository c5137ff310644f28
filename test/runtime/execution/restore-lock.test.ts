import { releaseLock, takeLock } from '../../../runtime/execution/restore-lock';
import { MemoryEvidence } from '../evidence/memory-evidence';

const KEY = 'locks/db+bucket.json';
const OURS = { owner: 'run-1', execution: 'arn:1', requestedBy: 'ada', takenAt: '2026-01-01T00:00:00Z' };
const THEIRS = { owner: 'run-2', execution: 'arn:2', requestedBy: 'bob', takenAt: '2026-01-01T01:00:00Z' };
const running = async () => true;
const ended = async () => false;

test('a free lock is taken, and by nobody else', async () => {
  const evidence = new MemoryEvidence();
  await takeLock(KEY, OURS, { evidence, isRunning: running });
  await expect(takeLock(KEY, THEIRS, { evidence, isRunning: running })).rejects.toMatchObject({
    name: 'RestoreInProgress',
    message: expect.stringMatching(/run-1 of ada.*arn:1/),
  });
  expect(evidence.json(KEY)).toEqual(OURS);
});

test('a retry finds that it has the lock', async () => {
  const evidence = new MemoryEvidence();
  await takeLock(KEY, OURS, { evidence, isRunning: running });
  await takeLock(KEY, OURS, { evidence, isRunning: running });
  expect(evidence.json(KEY)).toEqual(OURS);
});

test('F11 the lock of an execution that has ended is taken over', async () => {
  const evidence = new MemoryEvidence();
  await takeLock(KEY, OURS, { evidence, isRunning: running });
  await takeLock(KEY, THEIRS, { evidence, isRunning: ended });
  expect(evidence.json(KEY)).toEqual(THEIRS);
});

test('two that take over at the same time do not both get it', async () => {
  const evidence = new MemoryEvidence();
  await takeLock(KEY, OURS, { evidence, isRunning: running });
  const thirds = { ...THEIRS, owner: 'run-3', execution: 'arn:3' };
  const isRunning = async (execution: string) => execution !== 'arn:1';
  const taken = await Promise.allSettled([THEIRS, thirds].map((who) => takeLock(KEY, who, { evidence, isRunning })));
  expect(taken.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a released lock says since when, is free, and is not asked about its old owner', async () => {
  const evidence = new MemoryEvidence();
  await takeLock(KEY, OURS, { evidence, isRunning: running });
  expect(await releaseLock(KEY, 'arn:1', '2026-01-01T02:00:00Z', evidence)).toBe(true);
  expect(evidence.json(KEY)).toEqual({ ...OURS, releasedAt: '2026-01-01T02:00:00Z' });
  await takeLock(KEY, THEIRS, { evidence, isRunning: () => Promise.reject(new Error('asked')) });
  expect(evidence.json(KEY)).toEqual(THEIRS);
});

test("another run's lock is not released", async () => {
  const evidence = new MemoryEvidence();
  await takeLock(KEY, THEIRS, { evidence, isRunning: running });
  expect(await releaseLock(KEY, 'arn:1', '2026-01-01T02:00:00Z', evidence)).toBe(true);
  expect(evidence.json(KEY)).toEqual(THEIRS);
});

test('releasing twice changes nothing', async () => {
  const evidence = new MemoryEvidence();
  await takeLock(KEY, OURS, { evidence, isRunning: running });
  await releaseLock(KEY, 'arn:1', '2026-01-01T02:00:00Z', evidence);
  await releaseLock(KEY, 'arn:1', '2026-01-01T03:00:00Z', evidence);
  expect(evidence.json(KEY)).toMatchObject({ releasedAt: '2026-01-01T02:00:00Z' });
});

describe('F112 garbage in place of the lock', () => {
  const garbage = async () => {
    const evidence = new MemoryEvidence();
    await evidence.putText(KEY, 'hello');
    return evidence;
  };

  test('lets no restore begin, and says what to do', async () => {
    await expect(takeLock(KEY, OURS, { evidence: await garbage(), isRunning: ended })).rejects.toMatchObject({
      name: 'EvidenceUnusable',
      message: expect.stringMatching(/locks\/db\+bucket\.json.*is no JSON.*delete the object, then start again/),
    });
  });

  test('is free when the run ends that has held it, and no other run ends it', async () => {
    const evidence = await garbage();
    expect(await releaseLock(KEY, 'arn:1', '2026-01-01T02:00:00Z', evidence)).toBe(true);
    expect(evidence.texts.get(KEY)?.text).toBe('hello');
    expect(await releaseLock(KEY, 'arn:1', '2026-01-01T02:00:00Z', evidence, OURS)).toBe(true);
    await takeLock(KEY, THEIRS, { evidence, isRunning: running });
    expect(evidence.json(KEY)).toEqual(THEIRS);
  });
});

test('a lock whose body is not understood is an error, not free', async () => {
  const evidence = new MemoryEvidence();
  await evidence.putJson(KEY, { who: 'somebody' });
  await expect(takeLock(KEY, OURS, { evidence, isRunning: ended })).rejects.toThrow();
});

describe('F117 a limit for each day', () => {
  const at = (time: string, id = time) => ({ ...OURS, owner: id, execution: `arn:${id}`, takenAt: time });
  const take = (evidence: MemoryEvidence, ours: ReturnType<typeof at>) =>
    takeLock(KEY, ours, { evidence, isRunning: ended, mostPerDay: 2 });

  test('counts what was started within 24 hours, whatever became of it, and names the oldest', async () => {
    const evidence = new MemoryEvidence();
    await take(evidence, at('2026-11-29T10:00:00.000Z'));
    await releaseLock(KEY, 'arn:2026-11-29T10:00:00.000Z', '2026-11-29T11:00:00.000Z', evidence);
    await take(evidence, at('2026-11-29T12:00:00.000Z'));
    const third = take(evidence, at('2026-11-30T10:00:00.000Z', 'third'));
    await expect(third).resolves.toBeUndefined();
    await expect(take(evidence, at('2026-11-30T11:59:59.000Z'))).rejects.toMatchObject({
      name: 'TooManyDrills',
      message: expect.stringMatching(
        /^2 drills .* since 2026-11-29T12:00:00.000Z; `maxDrillsPerDay` allows 2\. Wait until .* or raise it\.$/,
      ),
    });
    await expect(take(evidence, at('2026-11-30T12:00:00.000Z'))).resolves.toBeUndefined();
  });

  test('a retry of the same drill is no other one, and where there is no limit nothing is counted', async () => {
    const evidence = new MemoryEvidence();
    for (let i = 0; i < 3; i++) await take(evidence, at('2026-11-29T10:00:00.000Z'));
    const other = new MemoryEvidence();
    for (const id of ['a', 'b', 'c']) {
      await takeLock(KEY, at('2026-11-29T10:00:00.000Z', id), { evidence: other, isRunning: ended });
    }
    expect(other.json(KEY)).not.toHaveProperty('taken');
  });
});
