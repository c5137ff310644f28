import { Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { TakeDecisionEnvironment } from '../../lambda/decisions/take-decision';
import type { HandlerDefinition } from '../handler/handler';
import { takesLock } from '../handler/permission';
import { readsRuns, writesRuns } from '../handler/run-files';

export const takeDecision = (evidence: IBucket): HandlerDefinition<TakeDecisionEnvironment> => ({
  bundle: 'take-decision',
  description: 'TakeDecision: answers a restore that waits for approval or a decision',
  environment: { EVIDENCE_BUCKET: evidence.bucketName },
  permissions: [...takesLock(evidence), ...readsRuns(evidence), ...writesRuns(evidence, 'TakeDecision')],
  timeout: Duration.minutes(5),
});
