import { Logger } from '@aws-lambda-powertools/logger';
import type { StepName } from '../domain/workflow';

/** The part of Lambda's context that steps use. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** What the machine tells a step about itself, beside the workflow's own fields. */
export interface StepInvocation {
  readonly step: {
    readonly name: StepName;
    /** ISO 8601, the state machine's clock. */
    readonly enteredAt: string;
    readonly retryCount: number;
  };
}

/**
 * Makes a Lambda handler of a step: structured log lines with the step's name and the run's id, and errors that keep
 * their name. Logs carry names, counts and times; never rows, object contents or secrets.
 */
export function stepHandler<In, Out>(
  name: string,
  run: (input: In & StepInvocation, context: LambdaContext) => Promise<Out>,
): (input: In & StepInvocation, context: LambdaContext) => Promise<Out> {
  const logger = new Logger({ serviceName: name });
  return async (input, context) => {
    const startedAt = Date.now();
    const { plan } = input as { plan?: { runId?: string } };
    logger.appendKeys({ runId: plan?.runId ?? 'unplanned' });
    logger.info('started');
    try {
      const output = await run(input, context);
      logger.info('done', { milliseconds: Date.now() - startedAt });
      return output;
    } catch (error) {
      logger.error('failed', error as Error);
      throw error;
    }
  };
}

/**
 * Reads a handler's environment: every name of its `Environment` must be given here, so that neither a forgotten
 * variable nor a forgotten reader compiles.
 * @throws Error naming the variable that is missing
 */
export function environment<E>(names: { readonly [K in keyof E]-?: 'required' | 'optional' }): E {
  const values: Record<string, string | undefined> = {};
  for (const [name, need] of Object.entries(names)) {
    const value = process.env[name];
    if (need === 'required' && (value === undefined || value === '')) {
      throw new Error(
        `The environment variable \`${name}\` is missing; the construct sets it: deploy the stack again.`,
      );
    }
    values[name] = value;
  }
  return values as E;
}
