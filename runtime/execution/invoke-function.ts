import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** A function of the user's has failed. */
export class FunctionFailed extends Error {
  constructor(
    functionArn: string,
    /** As the function says it: may hold what it was given. */
    readonly text: string,
  ) {
    super(`${functionArn} failed`);
  }
}

/** @returns undefined for an empty answer. @throws FunctionFailed */
export async function invokeFunction(
  client: Pick<LambdaClient, 'send'>,
  functionArn: string,
  event: object,
  abortSignal?: AbortSignal,
): Promise<unknown> {
  const invocation = new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(event) });
  const answer = await client.send(invocation, { abortSignal });
  const text = answer.Payload?.transformToString() ?? '';
  if (answer.FunctionError) throw new FunctionFailed(functionArn, text);
  return text === '' ? undefined : JSON.parse(text);
}
