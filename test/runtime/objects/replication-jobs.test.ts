import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { ReplicationJobs } from '../../../runtime/objects/replication-jobs';

const listed = jest.spyOn(S3Client.prototype, 'send');
const made = jest.spyOn(S3ControlClient.prototype, 'send');
const jobs = new ReplicationJobs(new S3Client({ region: 'eu-west-1' }), new S3ControlClient({ region: 'eu-west-1' }));

const JOB = {
  accountId: '123456789012',
  bucketArn: 'arn:aws:s3:::objects',
  prefix: 'pegasus/',
  roleArn: 'arn:aws:iam::123456789012:role/batch',
  reportBucketArn: 'arn:aws:s3:::evidence',
  reportPrefix: 'batch-replication',
  token: 'request',
};

test.each([
  [{ Versions: [{ Key: 'pegasus/a' }] }, true],
  [{ DeleteMarkers: [{ Key: 'pegasus/a' }] }, false],
  [{}, false],
])('%j: there is something to replicate: %s', async (page, expected) => {
  listed.mockImplementationOnce(async () => page);
  expect(await jobs.hasObjects('objects', 'pegasus/')).toBe(expected);
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
