import { PegasusError } from '../domain/workflow/errors';
import type { LedgerEntry } from '../domain/workflow/ledger';
import { namesIn, plain, told, withDigests, withNames } from '../domain/workflow/named';
import { ALL_STEPS, type StepName, type Workflow } from '../domain/workflow/workflow';
import { ledgerPrefix, type RecordStep, recordStep } from '../runtime/evidence/ledger';
import type { LambdaContext } from '../runtime/execution/lambda-context';
import { loggerOf } from '../runtime/execution/logger';
import { asRetryable } from '../runtime/execution/retryable-errors';

/** What the state machine tells a step about itself, beside the workflow's own fields. */
export interface StepInvocation {
  readonly step: {
    readonly name: StepName;
    /** ISO 8601, the state machine's clock. */
    readonly enteredAt: string;
    readonly retryCount: number;
  };
}

/** How a step goes into the ledger. */
export interface StepOptions<Out> {
  /** Which answers are worth an entry; a failure always is. @default - all of them */
  readonly records?: (output: Out) => boolean;
  /** @default - into the evidence bucket that the plan names */
  readonly recordStep?: RecordStep;
}

/**
 * Makes a Lambda handler of a step: structured log lines with the step's name and the run's id, an entry in the run's
 * ledger, and errors that keep their name. Logs and the execution's history carry counts, times and digests; never the
 * key of a row or an object, contents or secrets. What a digest stands for is in the ledger.
 *
 * The ledger needs a plan: what happens before there is one stands in the execution's history only. A child of the
 * Distributed Map records nothing but its failure; there may be ten thousand of them.
 */
export function stepHandler<In, Out>(
  name: string,
  run: (input: In & StepInvocation, context: LambdaContext) => Promise<Out>,
  { records = () => true, recordStep: record = recordStep }: StepOptions<Out> = {},
): (input: In & StepInvocation, context: LambdaContext) => Promise<Out> {
  const logger = loggerOf(name);
  const ownStep = ALL_STEPS.find((step) => step === name);
  return async (input, context) => {
    const startedAt = new Date();
    const finish = async (entry: Pick<LedgerEntry, 'outcome' | 'output' | 'error'>) => {
      const { step } = input;
      const run = runIn(input) ?? runIn({ ...input, plan: entry.output });
      if (ownStep === undefined || step === undefined || run === undefined) return;
      const times = { startedAt: startedAt.toISOString(), finishedAt: new Date().toISOString() };
      try {
        await record(run, step.enteredAt, { step: ownStep, ...times, retry: step.retryCount, ...entry });
      } catch (error) {
        logger.error('the ledger could not be written', error as Error);
      }
    };

    logger.appendKeys({ runId: runIn(input)?.plan.runId ?? 'unplanned' });
    logger.info('started');
    try {
      const output = await run(input, context);
      logger.info('done', { milliseconds: Date.now() - startedAt.getTime() });
      if (records(output) && input.step?.name === name) await finish({ outcome: 'done', output: plain(output) });
      return told(output);
    } catch (error) {
      const failure = asRetryable(error instanceof Error ? error : new Error(String(error)));
      const outside = toldOf(failure, runIn(input)?.plan);
      logger.error('failed', outside);
      const { name: errorName, message } = failure;
      const names =
        outside === failure ? {} : { names: failure instanceof PegasusError ? failure.names : namesIn(message) };
      await finish({ outcome: 'failed', error: { name: errorName, message: withNames(message), ...names } });
      throw outside;
    }
  };
}

/** The error as logs and the state may have it. */
function toldOf(failure: Error, plan: Workflow['plan'] | undefined): Error {
  const text = failure instanceof PegasusError ? failure.told : withDigests(failure.message);
  if (text === failure.message) return failure;
  const where =
    plan === undefined
      ? ''
      : ` What these digests stand for is in s3://${plan.evidence.bucket}/${ledgerPrefix(plan.evidence)}.`;
  const outside = new Error(`${text}${where}`);
  outside.name = failure.name;
  outside.stack = failure.stack?.replaceAll(failure.message, text);
  return outside;
}

/** What the ledger needs, where there is a plan. */
function runIn(holder: object): Pick<Workflow, 'plan' | 'execution'> | undefined {
  const { plan, execution } = holder as Partial<Workflow>;
  return plan?.runId !== undefined && plan.evidence !== undefined && execution !== undefined
    ? { plan, execution }
    : undefined;
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
