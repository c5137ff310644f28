import type { SnapshotPlan, SnapshotVerified } from '../../../domain/objects/object-copy-workflow';
import { copySnapshot } from '../../../lambda/object-copies/copy-snapshot';
import { planSnapshot } from '../../../lambda/object-copies/plan-snapshot';
import { verifySnapshot } from '../../../lambda/object-copies/verify-snapshot';
import { Evidence } from '../../../runtime/evidence/evidence';
import { rewindEngine } from '../../../runtime/objects/rewind/engine';
import { digests, readNow } from '../../runtime/objects/rewind/histories';
import { BUCKET, EVIDENCE, type StoreBed, storeBed } from '../../runtime/objects/rewind/store-bed';

const KEYS = 2_300;
const source = { bucket: BUCKET, prefix: 'pegasus/' };
let bed: StoreBed;
let evidence: Evidence;

beforeAll(async () => {
  bed = await storeBed(Date.now());
  evidence = new Evidence(bed.client, EVIDENCE);
  bed.s3.seed('snapshots', []);
  const stored = { at: new Date(Date.now() - 3600_000), body: 'content' };
  const keys = Array.from({ length: KEYS }, (_, i) => ({ key: `pegasus/${i % 3}/${i}`, versions: [stored] }));
  bed.s3.seed(BUCKET, keys);
});
afterAll(async () => {
  expect(bed.s3.versionDeletes).toBe(0);
  await bed.close();
});

const execution = { name: 'by-hand' };
const world = (hasTime: () => boolean) => ({
  client: bed.client,
  evidence,
  source,
  snapshotBucket: 'snapshots',
  hasTime,
});
const engine = ({ into }: SnapshotPlan) => rewindEngine(bed.client, { evidence, source, into });

test('planning and verifying that run out of time after each page go on where they stood, and say the same in the end', async () => {
  let snapshot = await planSnapshot(
    world(() => false),
    { execution },
  );
  let calls = 1;
  for (; !snapshot.complete; calls++)
    snapshot = await planSnapshot(
      world(() => false),
      { execution, snapshot },
    );
  expect(calls).toBeGreaterThan(1);
  expect(snapshot).toMatchObject({ versionsListed: KEYS, keys: KEYS, copy: KEYS });

  for await (const { key } of evidence.list(snapshot.actions.prefix)) {
    expect(await copySnapshot(engine(snapshot), { snapshot, part: { Key: key } })).toBe(0);
  }
  let verified: SnapshotVerified = await verifySnapshot(engine(snapshot), { snapshot }, () => false);
  let looks = 1;
  for (; !verified.complete; looks++) {
    verified = await verifySnapshot(engine(snapshot), { snapshot, verified }, () => false);
  }
  expect(looks).toBeGreaterThan(1);
  expect(verified).toMatchObject({ versionsListed: KEYS, objects: KEYS });
  const contents = Object.fromEntries(Array.from({ length: KEYS }, (_, i) => [`${i % 3}/${i}`, 'content']));
  expect(await readNow(bed.client, 'snapshots', snapshot.into.prefix)).toEqual(digests(contents));
});
