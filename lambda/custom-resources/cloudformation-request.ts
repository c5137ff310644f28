import * as z from 'zod';
import type { DeploymentAnswer } from './cloudformation-response';

const deployment = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.string(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
  ResourceProperties: z.unknown(),
});

/** What CloudFormation asks a custom resource for. */
export type Deployment = z.output<typeof deployment>;

/** What is said about it. */
export type Judgement = Pick<DeploymentAnswer, 'Status' | 'Reason' | 'PhysicalResourceId'>;

export type SendAnswer = (url: string, answer: DeploymentAnswer) => Promise<void>;

/** Answers CloudFormation with what `judge` says; a stack without an answer waits until it times out. */
export async function answerDeployment(
  event: unknown,
  judge: (request: Deployment) => Promise<Judgement>,
  send: SendAnswer,
): Promise<void> {
  const request = deployment.parse(event);
  const { StackId, RequestId, LogicalResourceId } = request;
  const answer = await judge(request);
  await send(request.ResponseURL, { ...answer, StackId, RequestId, LogicalResourceId });
}
