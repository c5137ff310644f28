import { CreateBucketCommand, DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { assertReplicaKnows } from '../../../cli/rewind/replica';
import { type ReplicationRule, replicaGaps } from '../../../domain/objects/replica';
import { ObjectVersions } from '../../../runtime/objects/object-versions';
import { rewindEngine } from '../../../runtime/objects/rewind/engine';
import { layoutBelow } from '../../../runtime/objects/rewind/layout';
import { replicaLoss } from '../../../runtime/objects/rewind/replica-loss';
import { rewind } from '../../../runtime/objects/rewind/rewind';
import { MemoryEvidence } from '../../runtime/objects/rewind/memory-evidence';
import { BUCKET, storeBed } from '../../runtime/objects/rewind/store-bed';
import { from, type RewindBed, rewindBed, T } from './rewind-bed';

const rule: ReplicationRule = {
  id: 'all',
  enabled: true,
  prefix: '',
  byTag: false,
  destination: 'replica',
  deleteMarkers: true,
  existingObjects: true,
};

test.each([
  ['everything is replicated', rule, []],
  ['no markers', { ...rule, deleteMarkers: false }, ['delete markers']],
  ['no objects from before the rule', { ...rule, existingObjects: false }, ['before the rule']],
  ['a rule that is off', { ...rule, enabled: false }, ['no enabled rule']],
  ['a rule for another prefix', { ...rule, prefix: 'other/' }, ['no enabled rule']],
  ['a rule for another place', { ...rule, destination: 'elsewhere' }, ['no enabled rule']],
])('F58: what the replica cannot know: %s', (_, given, expected) => {
  const gaps = replicaGaps([given], 'replica', 'p/');
  expect(gaps).toEqual(expected.map((words) => expect.stringContaining(words)));
});

describe('F58: a rewind from the replica', () => {
  let bed: RewindBed;
  beforeEach(async () => {
    bed = await rewindBed();
    const versions = [
      { ...from(-10), body: 'old', versionId: 'v1' },
      { ...from(5), body: 'evil', versionId: 'v2' },
    ];
    bed.seedKey('arrived', ...versions);
    bed.seedKey('deleted', { ...from(-10), body: 'old', versionId: 'v3' }, { ...from(-5), deleteMarker: true });
    bed.seedKey('pending', { ...from(-10), body: 'old', versionId: 'v4' });
    bed.seedKey('created', { ...from(5), body: 'late', versionId: 'v5' });
    bed.s3.seed('replica', [
      { key: 'arrived', versions },
      { key: 'deleted', versions: [{ ...from(-10), body: 'old', versionId: 'v3' }] },
      { key: 'created', versions: [{ ...from(5), body: 'late', versionId: 'v5' }] },
    ]);
  });
  afterEach(() => bed.close());

  test('counts what has not arrived and what would come back', async () => {
    const history = (bucket: string) => new ObjectVersions(bed.client, { bucket, prefix: '' });
    const loss = await replicaLoss(history(BUCKET), history('replica'), { at: T });
    expect(loss).toEqual({ missing: 1, resurrected: 1, examples: ['deleted', 'pending'] });
  });

  test('from the command line is refused with what is missing, and with that only', async () => {
    const refusal = (replica: string) =>
      assertReplicaKnows(bed.client, { bucket: BUCKET, prefix: '' }, replica, { at: T }).catch(
        (error: Error) => error.message,
      );
    expect(await refusal('replica')).toMatch(
      /; 1 objects have not arrived there; 1 deleted objects would come back \(deleted, pending\)\. Continue with `--accept-loss`/,
    );
    expect(await refusal(BUCKET)).toMatch(/^The replica protected is incomplete: [^;]*no enabled rule[^;]*\. Continue/);
  });

  test('of eleven objects that have not arrived ten are named', async () => {
    const keys = Array.from({ length: 11 }, (_, n) => `k${n + 10}`);
    bed.s3.seed(
      'original',
      keys.map((key) => ({ key, versions: [{ ...from(-10), body: key }] })),
    );
    bed.s3.seed('replica-2', []);
    const history = (bucket: string) => new ObjectVersions(bed.client, { bucket, prefix: '' });
    const loss = await replicaLoss(history('original'), history('replica-2'), { at: T });
    expect(loss).toEqual({ missing: 11, resurrected: 0, examples: keys.slice(0, 10) });
  });

  test('what the original has stored twice in one second has not arrived with the first of the two', async () => {
    const [first, second] = ['v6', 'v7'].map((versionId) => ({ ...from(-10), body: versionId, versionId }));
    bed.s3.seed('original', [{ key: 'twice', versions: [first!, second!] }]);
    bed.s3.seed('replica-2', [{ key: 'twice', versions: [first!] }]);
    const history = (bucket: string) => new ObjectVersions(bed.client, { bucket, prefix: '' });
    const loss = await replicaLoss(history('original'), history('replica-2'), { at: T });
    expect(loss).toEqual({ missing: 1, resurrected: 0, examples: ['twice'] });
  });

  test('what the original does not show any more is no loss', async () => {
    const [old, gone] = [-20, -10].map((at) => ({ ...from(at), body: `at ${at}`, versionId: `v${at}` }));
    bed.s3.seed('original', [{ key: 'purged', versions: [old!] }]);
    bed.s3.seed('replica-2', [{ key: 'purged', versions: [old!, gone!] }]);
    const history = (bucket: string) => new ObjectVersions(bed.client, { bucket, prefix: '' });
    const loss = await replicaLoss(history('original'), history('replica-2'), { at: T });
    expect(loss).toEqual({ missing: 0, resurrected: 0, examples: [] });
  });

  test('brings back versions, marks what is newer, and leaves alone what only the original knows', async () => {
    const { plan, verified } = await bed.rewind({
      source: { bucket: 'replica', prefix: '' },
      into: { bucket: BUCKET, prefix: '' },
      fromReplica: true,
    });
    expect(plan).toMatchObject({ copy: 2, mark: 1 });
    expect(verified).toMatchObject({ remaining: 0, differing: 0 });
  });
});

test('F118 what an administrator has deleted for good comes back from the locked copy, which cannot be deleted', async () => {
  const bed = await storeBed(T + 3600_000);
  await bed.client.send(new CreateBucketCommand({ Bucket: 'vault', ObjectLockEnabledForBucket: true }));
  const placement = {
    'x-amz-object-lock-mode': 'COMPLIANCE',
    'x-amz-object-lock-retain-until-date': '2027-01-01T00:00:00Z',
  };
  const versions = [
    { ...from(-10), body: 'old', versionId: 'v1' },
    { ...from(5), body: 'encrypted', versionId: 'v2' },
  ];
  bed.s3.seed(BUCKET, [{ key: 'audio', versions }]);
  bed.s3.seed('vault', [{ key: 'audio', versions: versions.map((one) => ({ ...one, placement })) }]);
  const destroy = (Bucket: string, VersionId: string) =>
    bed.client.send(new DeleteObjectCommand({ Bucket, Key: 'audio', VersionId, BypassGovernanceRetention: true }));
  for (const { versionId } of versions) {
    await destroy(BUCKET, versionId);
    await expect(destroy('vault', versionId)).rejects.toMatchObject({ name: 'AccessDenied' });
  }

  const engine = rewindEngine(bed.client, {
    evidence: new MemoryEvidence(),
    source: { bucket: 'vault', prefix: '' },
    into: { bucket: BUCKET, prefix: '' },
    fromReplica: true,
  });
  const restored = await rewind(engine, { at: T, layout: layoutBelow('run/'), deep: 'properties' });
  expect(restored).toMatchObject({ plan: { copy: 1 }, verified: { remaining: 0, differing: 0 } });
  const found = await bed.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'audio' }));
  expect(await found.Body!.transformToString()).toBe('old');
  await bed.close();
});
