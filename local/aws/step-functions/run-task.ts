import type * as z from 'zod';
import type { Outcome } from '../lambda/invocation';
import { ServiceError } from '../protocols/service-error';
import { LOCAL_REGION } from '../service';
import { LambdaArguments } from './definition';
import { checkPayload } from './limits';
import { StateError } from './state-error';
import type { VisitTo } from './state-visit';
import { afterSeconds, unlessAborted } from './waiting';

/** One try of a task: `lambda:invoke`, and with `.waitForTaskToken` the answer that comes with the token. */
export async function runTask(visit: VisitTo<'Task'>): Promise<unknown> {
  const { state, scope, name } = visit;
  const waits = state.Resource.endsWith('.waitForTaskToken');
  const timeout = await visit.optionalCount('TimeoutSeconds', state.TimeoutSeconds);
  const heartbeat = await visit.optionalCount('HeartbeatSeconds', state.HeartbeatSeconds);
  const waiting = waits ? scope.world.tokens.issue(heartbeat) : undefined;
  visit.token = waiting?.token;
  const resource = { resourceType: 'lambda', resource: waits ? 'invoke.waitForTaskToken' : 'invoke' };
  try {
    const { FunctionName, Payload = {} } = await lambdaArguments(visit);
    const parameters = JSON.stringify({ FunctionName, Payload });
    const limits = { timeoutInSeconds: timeout, heartbeatInSeconds: heartbeat };
    scope.record('TaskScheduled', { ...resource, region: LOCAL_REGION, parameters, ...limits }, name);
    scope.record('TaskStarted', resource, name);
    const invocation = invoke(visit, FunctionName, Payload);
    const work = waiting ? submitted(visit, invocation, waiting.answer, resource) : invocation;
    const result = await unlessAborted(inTime(work, timeout), scope.signal);
    checkPayload(name, 'a result', result);
    scope.record('TaskSucceeded', { ...resource, output: JSON.stringify(result) }, name);
    return result;
  } catch (thrown) {
    if (thrown instanceof StateError && thrown.error !== 'States.QueryEvaluationError') {
      const type =
        thrown.error.endsWith('Timeout') && thrown.error.startsWith('States.') ? 'TaskTimedOut' : 'TaskFailed';
      scope.record(type, { ...resource, error: thrown.error, cause: thrown.cause }, name);
    }
    throw thrown;
  } finally {
    waiting?.withdraw();
    visit.token = undefined;
  }
}

async function lambdaArguments(visit: VisitTo<'Task'>): Promise<z.output<typeof LambdaArguments>> {
  const evaluated = await visit.evaluate('Arguments', visit.state.Arguments);
  const parsed = LambdaArguments.safeParse(evaluated);
  if (!parsed.success)
    throw new StateError('States.Runtime', `The arguments of '${visit.name}' are wrong: ${parsed.error.message}`);
  checkPayload(visit.name, 'arguments', evaluated);
  return parsed.data;
}

async function invoke(visit: VisitTo<'Task'>, functionName: string, payload: unknown): Promise<unknown> {
  let outcome: Outcome;
  try {
    outcome = await visit.scope.world.invoke(functionName, JSON.stringify(payload));
  } catch (error) {
    // Refused by the service, not failed in the function.
    if (error instanceof ServiceError) throw new StateError(`Lambda.${error.code}`, error.message);
    throw error;
  }
  if ('error' in outcome)
    throw new StateError(outcome.error.errorType || 'Lambda.Unknown', JSON.stringify(outcome.error));
  return { ExecutedVersion: '$LATEST', Payload: JSON.parse(outcome.payload), StatusCode: 200 };
}

/** The function only has to take the token; the result is what is sent back with it, be it earlier. */
async function submitted(
  { scope, name }: VisitTo<'Task'>,
  invocation: Promise<unknown>,
  answer: Promise<unknown>,
  resource: object,
): Promise<unknown> {
  const submission = invocation.then((output) => {
    scope.record('TaskSubmitted', { ...resource, output: JSON.stringify(output) }, name);
    return answer;
  });
  return Promise.race([answer, submission]);
}

async function inTime<T>(work: Promise<T>, seconds: number | undefined): Promise<T> {
  if (seconds === undefined) return work;
  let timer: { cancel(): void } | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = afterSeconds(seconds, () => reject(new StateError('States.Timeout', '')));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer?.cancel();
  }
}
