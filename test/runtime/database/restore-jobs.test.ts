import { BackupClient } from '@aws-sdk/client-backup';
import { RestoreJobs } from '../../../runtime/database/restore-jobs';

const send = jest.spyOn(BackupClient.prototype, 'send');
const jobs = new RestoreJobs(new BackupClient({ region: 'eu-west-1' }));
const answering = (answer: object) => send.mockReset().mockImplementation(async () => answer);

const CREATED = 'arn:aws:rds:eu-west-1:123456789012:db:awsbackup-restore-test-1';
const SNAPSHOT = 'arn:aws:rds:eu-west-1:123456789012:snapshot:awsbackup:job-2';

test('a job made a database of a snapshot', async () => {
  answering({ CreatedResourceArn: CREATED, RecoveryPointArn: SNAPSHOT });
  expect(await jobs.describe('job-1')).toEqual({
    databaseIdentifier: 'awsbackup-restore-test-1',
    snapshotIdentifier: 'awsbackup:job-2',
  });
  expect(send.mock.calls[0]?.[0].input).toEqual({ RestoreJobId: 'job-1' });
});

test.each([
  ['a cluster', CREATED.replace(':db:', ':cluster:'), SNAPSHOT],
  ['a bucket', 'arn:aws:s3:::restored', SNAPSHOT],
  ['nothing yet', undefined, SNAPSHOT],
  ['a continuous recovery point', CREATED, 'arn:aws:backup:eu-west-1:123456789012:recovery-point:continuous:db-1'],
])('%s cannot be validated', async (_, CreatedResourceArn, RecoveryPointArn) => {
  answering({ CreatedResourceArn, RecoveryPointArn });
  await expect(jobs.describe('job-1')).rejects.toThrow(
    `The restore job job-1 made \`${CreatedResourceArn}\` of \`${RecoveryPointArn}\`; only a database instance made of its snapshot can be validated.`,
  );
});

test('the answer is given in the words of AWS Backup', async () => {
  answering({});
  await jobs.answer('job-1', { status: 'FAILED', message: 'rows present failed' });
  expect(send.mock.calls[0]?.[0].input).toEqual({
    RestoreJobId: 'job-1',
    ValidationStatus: 'FAILED',
    ValidationStatusMessage: 'rows present failed',
  });
});
