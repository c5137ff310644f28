import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectRetentionCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
} from '@aws-sdk/client-s3';
import { lockDays, RENEWAL_DAYS, RENEWAL_KEYS, SAMPLED_LOCKS } from '../../../domain/objects/lock-renewal';
import { renewLocksOf } from '../../../lambda/object-locks/renew-locks';
import { readRenewal } from '../../../runtime/objects/stored-renewal';
import { type Harness, startS3 } from '../../local/aws/s3/harness';

const DAY = 24 * 3600 * 1000;
const HISTORY = 37;
const BEGIN = Date.parse('2026-01-01T00:00:00Z');
const Bucket = 'copy';

let harness: Harness;
let today = 0;
beforeEach(async () => {
  harness = await startS3();
  at(0);
  await harness.client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  await lockByDefault('GOVERNANCE');
});
afterEach(() => harness.close());

function at(day: number): void {
  today = day;
  harness.at(new Date(BEGIN + day * DAY).toISOString());
}

async function lockByDefault(Mode: 'GOVERNANCE' | 'COMPLIANCE' | undefined): Promise<void> {
  const Rule = Mode && { DefaultRetention: { Mode, Days: lockDays(HISTORY) } };
  await harness.client.send(
    new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule } }),
  );
}

const put = async (Key: string) =>
  (await harness.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))).VersionId!;
const mark = (Key: string) => harness.client.send(new DeleteObjectCommand({ Bucket, Key }));
const destroy = (Key: string, VersionId: string) =>
  harness.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
const refused = { name: 'AccessDenied' };

/** Days from today for which the version is locked. */
async function lockedFor(Key: string, VersionId: string): Promise<number> {
  const { Retention } = await harness.client.send(new GetObjectRetentionCommand({ Bucket, Key, VersionId }));
  return (Retention!.RetainUntilDate!.getTime() - BEGIN) / DAY - today;
}

let executions = 0;
const renew = (more: Partial<Parameters<typeof renewLocksOf>[1]> = {}) =>
  renewLocksOf(harness.client, {
    bucket: Bucket,
    historyDays: HISTORY,
    execution: `e${executions++}`,
    hasTime: () => true,
    now: BEGIN + today * DAY,
    ...more,
  });

test('F118 without a renewal an object that is still current can be deleted once its lock has ended', async () => {
  const version = await put('old');
  at(lockDays(HISTORY) - 1);
  await expect(destroy('old', version)).rejects.toMatchObject(refused);
  at(lockDays(HISTORY));
  await destroy('old', version);
});

test('F118 what is current stays locked for all of its history however old it is, and what is superseded for the rest of it', async () => {
  const first = await put('key');
  const kept = await put('kept');
  let superseded = '';
  for (let day = 0; day <= 200; day += RENEWAL_DAYS) {
    at(day);
    await renew();
    // Until the next look it is locked for as long as a restore may need it, were it superseded now.
    expect(await lockedFor('kept', kept)).toBeGreaterThanOrEqual(HISTORY + 2 * RENEWAL_DAYS);
    if (day === 100) superseded = await put('key');
  }
  at(100 + HISTORY - 1);
  await expect(destroy('key', first)).rejects.toMatchObject(refused);
  at(200);
  await expect(destroy('key', superseded)).rejects.toMatchObject(refused);
  await expect(destroy('kept', kept)).rejects.toMatchObject(refused);
});

test('F118 one look that fails leaves nothing unlocked', async () => {
  const kept = await put('kept');
  at(RENEWAL_DAYS);
  await renew();
  for (let day = 2 * RENEWAL_DAYS; day <= 100; day += 2 * RENEWAL_DAYS) {
    at(day);
    expect(await lockedFor('kept', kept)).toBeGreaterThanOrEqual(HISTORY);
    await renew();
  }
});

test('versions that were locked before there was a renewal are locked for the rest of their history', async () => {
  await lockByDefault(undefined);
  const old = await put('key');
  at(1);
  const newer = await put('key');
  await lockByDefault('COMPLIANCE');
  at(10);
  expect(await renew()).toMatchObject({ complete: true, expected: 2, renewed: 2, failed: 0 });
  expect(await lockedFor('key', old)).toBe(1 + HISTORY - 10);
  expect(await lockedFor('key', newer)).toBeGreaterThan(HISTORY + RENEWAL_DAYS);
  const { Retention } = await harness.client.send(
    new GetObjectRetentionCommand({ Bucket, Key: 'key', VersionId: newer }),
  );
  expect(Retention?.Mode).toBe('COMPLIANCE');
});

test('a delete marker in the copy lets an object go: at the end of its history, no sooner', async () => {
  const erased = await put('erased');
  await mark('erased');
  for (let day = 0; day <= HISTORY + 30; day += RENEWAL_DAYS) {
    at(day);
    await renew();
  }
  at(HISTORY - 1);
  await expect(destroy('erased', erased)).rejects.toMatchObject(refused);
  at(lockDays(HISTORY));
  await destroy('erased', erased);
});

test('what is locked long enough is not written to, and every version is counted once', async () => {
  for (let n = 0; n < 5; n++) await put(`k${n}`);
  at(RENEWAL_DAYS);
  expect(await renew()).toEqual({ complete: true, expected: 5, locked: 0, renewed: 5, failed: 0 });
  const writes = harness.s3.calls.get('PutObjectRetention');
  expect(await renew()).toEqual({ complete: true, expected: 5, locked: 5, renewed: 0, failed: 0 });
  expect(harness.s3.calls.get('PutObjectRetention')).toBe(writes);
});

test('what could not be locked is counted, and all others are locked', async () => {
  for (let n = 0; n < 3; n++) await put(`k${n}`);
  at(RENEWAL_DAYS);
  harness.s3.faults.refuse = (operation, key) =>
    operation === 'PutObjectRetention' && key === 'k1' ? 'AccessDenied' : undefined;
  expect(await renew()).toMatchObject({ expected: 3, renewed: 2, failed: 1 });
});

test('it goes on behind the key at which the time was over, and another execution begins anew', async () => {
  const versions = [{ at: new Date(BEGIN), body: 'x' }];
  const keys = Array.from({ length: 100 }, (_, n) => ({ key: `k${100 + n}`, versions }));
  harness.s3.seed(Bucket, keys);
  const over = { hasTime: () => false, atOnce: 40 };
  expect(await renew({ execution: 'one', ...over })).toMatchObject({ complete: false, renewed: 40 });
  expect(await renew({ execution: 'two', ...over })).toMatchObject({ complete: false, locked: 40 });
  expect(await renew({ execution: 'two' })).toMatchObject({ complete: true, expected: 100, renewed: 60, failed: 0 });
  const renewal = await readRenewal(harness.client, Bucket, 'ended');
  expect(renewal).toMatchObject({ execution: 'two', endedAt: '2026-01-01T00:00:00Z' });
  expect(new Set(renewal!.sample.map(({ key }) => key)).size).toBe(SAMPLED_LOCKS);
});

test('a note that is none is begun anew', async () => {
  await harness.client.send(
    new PutObjectCommand({ Bucket, Key: RENEWAL_KEYS.begun, Body: '{"version": 1, "after": "zzz"' }),
  );
  await put('a');
  expect(await renew()).toMatchObject({ complete: true, expected: 1 });
});

test('a bucket that locks nothing by itself is an error that says what to do', async () => {
  await lockByDefault(undefined);
  await expect(renew()).rejects.toThrow(/^copy has no default retention: .* put-object-lock-configuration/);
});
