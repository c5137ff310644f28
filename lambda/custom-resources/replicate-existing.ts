import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import * as z from 'zod';
import { type ReplicationJob, ReplicationJobs } from '../../runtime/objects/replication-jobs';
import { environment, stepHandler } from '../step-handler';
import { answerDeployment, type Deployment, type Judgement, type SendAnswer } from './cloudformation-request';
import { sendAnswer } from './cloudformation-response';

/** What the construct puts into this handler's environment. */
export interface ReplicateExistingEnvironment {
  readonly ACCOUNT_ID: string;
  readonly JOB_ROLE_ARN: string;
  readonly REPORT_BUCKET_ARN: string;
  readonly REPORT_PREFIX: string;
}

/** Properties of the custom resource: a change of any of them asks for another job. */
export interface ReplicateExistingProperties {
  readonly Bucket: string;
  readonly BucketArn: string;
  readonly Prefix: string;
  /** Only so that another destination is a change. */
  readonly DestinationArn: string;
}

const properties: z.ZodType<ReplicateExistingProperties> = z.object({
  Bucket: z.string(),
  BucketArn: z.string(),
  Prefix: z.string(),
  DestinationArn: z.string(),
});

export interface ReplicateExistingWorld {
  readonly jobs: Pick<ReplicationJobs, 'hasObjects' | 'start'>;
  readonly fixed: Pick<ReplicationJob, 'accountId' | 'roleArn' | 'reportBucketArn' | 'reportPrefix'>;
  readonly answer: SendAnswer;
}

/**
 * At deployment, once replication is set: starts the job that copies what was there before. An empty prefix needs none.
 * It waits for nothing; a job runs for hours, and its objects show in S3's own metrics of replication. A deployment that
 * cannot start it fails: a copy without its beginning would look like one. A roll-back starts nothing: the physical id is
 * a digest of the properties whose job was started.
 */
export async function replicateExisting(event: unknown, world: ReplicateExistingWorld): Promise<void> {
  await answerDeployment(event, (request) => start(request, world), world.answer);
}

async function start(request: Deployment, { jobs, fixed }: ReplicateExistingWorld): Promise<Judgement> {
  const before = request.PhysicalResourceId ?? 'not-replicated';
  if (request.RequestType === 'Delete') return { Status: 'SUCCESS', PhysicalResourceId: before };
  try {
    const wanted = properties.parse(request.ResourceProperties);
    const started = `replicated-${digest(wanted)}`;
    const { Bucket: bucket, BucketArn: bucketArn, Prefix: prefix } = wanted;
    if (before !== started && (await jobs.hasObjects(bucket, prefix))) {
      await jobs.start({ ...fixed, bucketArn, prefix, token: request.RequestId });
    }
    return { Status: 'SUCCESS', PhysicalResourceId: started };
  } catch (error) {
    const Reason = `The batch replication of existing objects could not be started: ${(error as Error).message}`;
    return { Status: 'FAILED', Reason, PhysicalResourceId: before };
  }
}

const digest = (value: ReplicateExistingProperties): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

export const handler = stepHandler<unknown, void>('ReplicateExisting', (event) => {
  const { ACCOUNT_ID, JOB_ROLE_ARN, REPORT_BUCKET_ARN, REPORT_PREFIX } = environment<ReplicateExistingEnvironment>({
    ACCOUNT_ID: 'required',
    JOB_ROLE_ARN: 'required',
    REPORT_BUCKET_ARN: 'required',
    REPORT_PREFIX: 'required',
  });
  return replicateExisting(event, {
    jobs: new ReplicationJobs(new S3Client({}), new S3ControlClient({})),
    fixed: {
      accountId: ACCOUNT_ID,
      roleArn: JOB_ROLE_ARN,
      reportBucketArn: REPORT_BUCKET_ARN,
      reportPrefix: REPORT_PREFIX,
    },
    answer: sendAnswer,
  });
});
