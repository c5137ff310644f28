import { describe, expect, test } from '@jest/globals';
import type { HistorySettings, LifecycleRule } from '../../../domain/objects/lifecycle-horizon';
import type { ReplicationRule } from '../../../domain/objects/replica';
import { bucketPolicies } from '../../../domain/readiness/bucket-policies';
import { encryptionKeys } from '../../../domain/readiness/encryption-keys';
import { objectHistory } from '../../../domain/readiness/object-history';
import { replication } from '../../../domain/readiness/replication';
import { REPLICATION_LAG_LIMIT_SECONDS, replicationLag } from '../../../domain/readiness/replication-lag';

describe('the object history', () => {
  const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({ id: 'tidy', enabled: true, prefix: '', ...more });
  const settings = (...rules: LifecycleRule[]): HistorySettings => ({ versioning: 'Enabled', rules });
  const judged = (more: Partial<LifecycleRule>) => objectHistory(settings(rule(more)), 'pegasus/', 37);

  test('without any rule reaches back for ever', () => {
    expect(objectHistory(settings(), 'pegasus/', 37)).toMatchObject({
      outcome: 'passed',
      observed: 'versioning is Enabled, no rule ends it before 37 days',
    });
  });

  test.each([
    [36, 'failed'],
    [37, 'passed'],
    [38, 'passed'],
  ])('of %i days where 37 are needed has %s', (noncurrentDays, outcome) => {
    expect(judged({ noncurrentDays }).outcome).toBe(outcome);
  });

  test.each([
    [{ noncurrentDays: 7 }, "the lifecycle rule 'tidy' removes noncurrent versions after 7 days: raise it to 37"],
    [
      { newerNoncurrentVersions: 3 },
      "the lifecycle rule 'tidy' keeps only 3 noncurrent versions: remove NewerNoncurrentVersions from it",
    ],
    [
      { expiresCurrent: true },
      "the lifecycle rule 'tidy' expires current objects: give it a prefix outside 'pegasus/'",
    ],
    [
      { archive: 'DEEP_ARCHIVE' },
      "the lifecycle rule 'tidy' moves objects to DEEP_ARCHIVE, which comes back in hours: use GLACIER_IR",
    ],
  ])('with %j is red, and says what to change', (more, observed) => {
    expect(judged(more)).toMatchObject({ outcome: 'failed', observed });
  });

  test('does not mind rules that are off or elsewhere', () => {
    expect(judged({ noncurrentDays: 1, enabled: false }).outcome).toBe('passed');
    expect(judged({ noncurrentDays: 1, prefix: 'tmp/' }).outcome).toBe('passed');
    expect(judged({ noncurrentDays: 1, prefix: 'pegasus/audio/' }).outcome).toBe('failed');
  });

  test.each(['Suspended', 'off'] as const)('of a bucket whose versioning is %s is red', (versioning) => {
    expect(objectHistory({ versioning, rules: [] }, 'pegasus/', 37)).toMatchObject({
      outcome: 'failed',
      observed: `versioning is ${versioning}: enable it, writes destroy what was there`,
    });
  });

  test('names everything at once', () => {
    const both = objectHistory({ versioning: 'off', rules: [rule({ noncurrentDays: 7 })] }, 'pegasus/', 37);
    expect(both.observed).toMatch(/versioning is off.*; the lifecycle rule 'tidy'/);
  });
});

describe('the keys', () => {
  const key = (state: string, store = 'bucket') => ({ store, key: 'arn:key', state });

  test('that are enabled are ready', () => {
    expect(encryptionKeys([key('Enabled'), key('Enabled', 'database')]).outcome).toBe('passed');
  });

  test.each([
    ['PendingDeletion', 'cancel its deletion now (`aws kms cancel-key-deletion`) and enable it'],
    ['Disabled', 'enable it (`aws kms enable-key`)'],
    ['NotFound', 'without it everything encrypted with it is lost: look in AWS KMS'],
  ])('that are %s are red', (state, remedy) => {
    expect(encryptionKeys([key('Enabled', 'database'), key(state)])).toMatchObject({
      outcome: 'failed',
      observed: `the key arn:key of the bucket is ${state}: ${remedy}`,
    });
  });

  test('F107 that no handler may use are red, with where to give them; those of AWS need no right', () => {
    const found = [
      { ...key('Enabled'), usable: ['arn:other'] },
      { ...key('Enabled', 'Performance Insights'), usable: [] },
      { ...key('Enabled', 'database'), usable: ['arn:key'] },
      { ...key('Enabled', 'database'), usable: [], ofAws: true },
    ];
    const checked = encryptionKeys(found);
    expect(checked.outcome).toBe('failed');
    expect(checked.observed.split('; ')).toEqual([
      expect.stringMatching(/^no handler may use the key arn:key of the bucket: give it as `encryptionKey` of Bucket/),
      expect.stringMatching(/^no handler .* Performance Insights: give it as `performanceInsightsEncryptionKey`/),
    ]);
    expect(encryptionKeys(found.slice(2)).outcome).toBe('passed');
  });

  test('that nobody has are not missed', () => {
    expect(encryptionKeys([]).outcome).toBe('not applicable');
  });
});

test('policies of no bucket are not taken for denied', () => {
  const keepers = { breakGlass: 'arn:aws:iam::123456789012:role/break-glass', deployments: [] };
  expect(bucketPolicies({ keepers, buckets: [] }, new Map())).toMatchObject({
    outcome: 'unknown',
    observed: 'no bucket is named to be looked at: deploy the stack again',
  });
});

describe('replication', () => {
  const rule = (more: Partial<ReplicationRule> = {}): ReplicationRule => ({
    id: 'copy',
    enabled: true,
    prefix: '',
    byTag: false,
    destination: 'copies',
    deleteMarkers: true,
    existingObjects: false,
    ...more,
  });

  test.each(['', 'pegasus/'])("of '%s' reaches what is protected", (prefix) => {
    expect(replication([rule({ prefix })], 'pegasus/', true)).toMatchObject({
      outcome: 'passed',
      observed: "rule 'copy' to copies",
    });
  });

  test.each([
    ['there is no rule', []],
    ['its rule takes a part only', [rule({ prefix: 'pegasus/audio/' })]],
    ['its rule asks for a tag', [rule({ byTag: true })]],
  ])('is red when %s', (_, rules) => {
    expect(replication(rules, 'pegasus/', true)).toMatchObject({
      outcome: 'failed',
      observed: "no rule replicates all of 'pegasus/': add one, or set `replication: Replication.none()`",
    });
  });

  test('that was switched off is red', () => {
    expect(replication([rule({ enabled: false })], 'pegasus/', true)).toMatchObject({
      outcome: 'failed',
      observed: "rule 'copy' is disabled: enable it, and replicate what was written meanwhile (S3 Batch Replication)",
    });
  });

  test('that is not wanted is not missed', () => {
    expect(replication([], 'pegasus/', false).outcome).toBe('not applicable');
  });
});

describe('the sample of what is replicated', () => {
  const now = Date.parse('2026-11-23T04:00:00Z');
  const writtenAt = new Date(now - REPLICATION_LAG_LIMIT_SECONDS * 1000).toISOString();
  const lag = (status: string | undefined) => replicationLag({ writtenAt, status }, true, now);

  test('that has arrived is ready', () => {
    expect(lag('COMPLETED').outcome).toBe('passed');
  });

  test.each([
    ['PENDING', /^the heartbeat object of 2026-11-23T03:45:00.000Z \(15 min ago\) is still pending: look/],
    ['FAILED', /failed: look at the replication role and the keys; S3 does not try again/],
    [undefined, /is not replicated \(no rule applied to it\)$/],
    ['SOMETHING', /is not replicated \(SOMETHING\)$/],
  ])('that is %s is red', (status, observed) => {
    expect(lag(status)).toMatchObject({ outcome: 'failed', observed: expect.stringMatching(observed) });
  });

  test('says nothing before there is one, or where no copy is wanted', () => {
    expect(replicationLag(undefined, true, now).outcome).toBe('not applicable');
    expect(replicationLag({ writtenAt, status: 'FAILED' }, false, now).outcome).toBe('not applicable');
  });
});
