import type { DeploymentAnswer } from '../../../lambda/custom-resources/cloudformation-response';
import { replicateExisting } from '../../../lambda/custom-resources/replicate-existing';
import type { ReplicationJob } from '../../../runtime/objects/replication-jobs';

const FIXED = {
  accountId: '123456789012',
  roleArn: 'arn:aws:iam::123456789012:role/batch',
  reportBucketArn: 'arn:aws:s3:::evidence',
  reportPrefix: 'batch-replication',
};

const RULE = {
  Bucket: 'objects',
  BucketArn: 'arn:aws:s3:::objects',
  Prefix: 'pegasus/',
  DestinationArn: 'arn:aws:s3:::copies',
};

/** CloudFormation and a bucket. */
async function deploy(given: object = {}, { objects = true, refused = false } = {}) {
  const answers: DeploymentAnswer[] = [];
  const started: ReplicationJob[] = [];
  const event = {
    RequestType: 'Create',
    ResponseURL: 'https://s3/answer',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Existing',
    ResourceProperties: { ServiceToken: 'arn:function', ...RULE },
    ...given,
  };
  await replicateExisting(event, {
    fixed: FIXED,
    jobs: {
      hasObjects: async (bucket, prefix) => {
        expect([bucket, prefix]).toEqual(['objects', 'pegasus/']);
        return objects;
      },
      start: async (job) => {
        if (refused) throw new Error('no such role');
        started.push(job);
        return 'job';
      },
    },
    answer: async (_, answer) => void answers.push(answer),
  });
  return { answer: answers[0]!, started };
}

test('what was there before is replicated by a job, once for a request', async () => {
  const { answer, started } = await deploy();
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: expect.stringMatching(/^replicated-[0-9a-f]{16}$/),
  });
  expect(started).toEqual([{ ...FIXED, bucketArn: 'arn:aws:s3:::objects', prefix: 'pegasus/', token: 'request' }]);
});

test('an empty prefix needs no job', async () => {
  const { answer, started } = await deploy({}, { objects: false });
  expect(answer.Status).toBe('SUCCESS');
  expect(started).toEqual([]);
});

test('a job that cannot be started fails the deployment, and says why', async () => {
  const { answer } = await deploy({}, { refused: true });
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: 'The batch replication of existing objects could not be started: no such role',
  });
});

test('another destination is another job; coming back to one whose job was started is none', async () => {
  const { answer } = await deploy();
  const PhysicalResourceId = answer.PhysicalResourceId;
  const back = await deploy({ RequestType: 'Update', PhysicalResourceId }, { refused: true });
  expect(back.answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
  const elsewhere = { ...RULE, DestinationArn: 'arn:aws:s3:::others' };
  const other = await deploy({ RequestType: 'Update', PhysicalResourceId, ResourceProperties: elsewhere });
  expect(other.started).toHaveLength(1);
  expect(other.answer.PhysicalResourceId).not.toBe(PhysicalResourceId);
});

test('removing it takes nothing back', async () => {
  const { answer, started } = await deploy({ RequestType: 'Delete', PhysicalResourceId: 'replicated-0' });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'replicated-0' });
  expect(started).toEqual([]);
});
