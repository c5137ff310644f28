/** What a custom resource answers to CloudFormation. */
export interface DeploymentAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  /** Shown where the deployment failed. */
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

/** CloudFormation takes 4,096 bytes in all; the identifiers need some of them. */
const REASON_BYTES = 2_500;

/**
 * @param url presigned by S3, without a content type
 * @throws Error when S3 does not take it: CloudFormation then waits until the resource's time-out
 */
export async function sendAnswer(url: string, answer: DeploymentAnswer): Promise<void> {
  const body = JSON.stringify({ ...answer, Reason: answer.Reason && cut(answer.Reason) });
  const response = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
  if (!response.ok) throw new Error(`CloudFormation could not be answered: ${response.status} ${response.statusText}.`);
}

function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= REASON_BYTES) return text;
  return `${bytes.subarray(0, REASON_BYTES).toString().replace(/�+$/, '')}… (the log of the handler has all of it)`;
}
