import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { ReplicationJobs } from '../../../runtime/objects/replication-jobs';
import { startS3 } from '../../local/aws/s3/harness';

const made = jest.spyOn(S3ControlClient.prototype, 'send');
const control = new S3ControlClient({ region: 'eu-west-1' });
const jobs = new ReplicationJobs(new S3Client({ region: 'eu-west-1' }), control);

const JOB = {
  accountId: '123456789012',
  bucketArn: 'arn:aws:s3:::objects',
  prefix: 'pegasus/',
  roleArn: 'arn:aws:iam::123456789012:role/batch',
  reportBucketArn: 'arn:aws:s3:::evidence',
  reportPrefix: 'batch-replication',
  token: 'request',
};

const MARKER = { at: new Date('2026-11-23T04:00:00Z'), deleteMarker: true };
const OBJECT = { at: MARKER.at, body: 'x' };
/** As many as a page holds, and one more. */
const removed = Array.from({ length: 1_001 }, (_, index) => ({ key: `pegasus/a${index}`, versions: [MARKER] }));

test.each([
  ['an object', [{ key: 'pegasus/a', versions: [OBJECT] }], true],
  ['a marker', [{ key: 'pegasus/a', versions: [MARKER] }], false],
  ['what was removed, and was there', [{ key: 'pegasus/a', versions: [OBJECT, MARKER] }], true],
  ['F108 a page of markers, and an object behind it', [...removed, { key: 'pegasus/b', versions: [OBJECT] }], true],
  ['F108 markers alone', removed, false],
  ['nothing', [], false],
  ['an object beside it', [{ key: 'other/a', versions: [OBJECT] }], false],
])('%s: there is something to replicate, or not', async (_, entries, expected) => {
  const { s3, client, close } = await startS3();
  try {
    s3.seed('objects', entries);
    expect(await new ReplicationJobs(client, control).hasObjects('objects', 'pegasus/')).toBe(expected);
  } finally {
    await close();
  }
});

test('the job replicates what was never replicated, or in vain, below the prefix, without asking back', async () => {
  made.mockImplementationOnce(async () => ({ JobId: 'job' }));
  expect(await jobs.start(JOB)).toBe('job');
  expect(made.mock.calls[0]?.[0].input).toMatchObject({
    AccountId: '123456789012',
    ClientRequestToken: 'request',
    ConfirmationRequired: false,
    RoleArn: JOB.roleArn,
    Operation: { S3ReplicateObject: {} },
    ManifestGenerator: {
      S3JobManifestGenerator: {
        SourceBucket: 'arn:aws:s3:::objects',
        Filter: {
          EligibleForReplication: true,
          ObjectReplicationStatuses: ['NONE', 'FAILED'],
          KeyNameConstraint: { MatchAnyPrefix: ['pegasus/'] },
        },
      },
    },
    Report: { Enabled: true, Bucket: 'arn:aws:s3:::evidence', Prefix: 'batch-replication' },
  });
});

test('a job without an id is an error', async () => {
  made.mockImplementationOnce(async () => ({}));
  await expect(jobs.start(JOB)).rejects.toThrow('gave it no id');
});
