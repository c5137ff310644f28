import * as z from 'zod';
import { type Operations, operation } from '../protocols/operation';
import { ServiceError } from '../protocols/service-error';
import type { Execution } from './execution';
import type { LocalStates } from './states';

const page = { maxResults: z.int().min(0).max(1000).optional(), nextToken: z.string().optional() };
const status = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);
const seconds = (date: Date | undefined) => date && date.getTime() / 1000;

/** The operations of Step Functions, as its API has them. */
export function statesOperations(states: LocalStates): Operations {
  return {
    /** Logging and tracing have no place to go to here. */
    CreateStateMachine: operation(
      z.strictObject({
        name: z.string(),
        definition: z.string(),
        roleArn: z.string(),
        type: z.literal('STANDARD').optional(),
        loggingConfiguration: z.unknown().optional(),
        tracingConfiguration: z.unknown().optional(),
      }),
      async ({ name, definition, roleArn }) => {
        const stateMachineArn = await states.createStateMachine(name, definition, roleArn);
        return { stateMachineArn, creationDate: seconds(states.stateMachine(stateMachineArn).createdAt) };
      },
    ),
    DescribeStateMachine: operation(z.strictObject({ stateMachineArn: z.string() }), ({ stateMachineArn }) => {
      const { arn, name, roleArn, text, createdAt } = states.stateMachine(stateMachineArn);
      const creationDate = seconds(createdAt);
      return {
        stateMachineArn: arn,
        name,
        roleArn,
        definition: text,
        type: 'STANDARD',
        status: 'ACTIVE',
        creationDate,
      };
    }),
    StartExecution: operation(
      z.strictObject({
        stateMachineArn: z.string(),
        name: z.string().optional(),
        input: z.string().optional(),
        traceHeader: z.string().optional(),
      }),
      ({ stateMachineArn, name, input }) => {
        const { origin, startedAt } = states.startExecution(stateMachineArn, input, name);
        return { executionArn: origin.arn, startDate: seconds(startedAt) };
      },
    ),
    DescribeExecution: operation(z.strictObject({ executionArn: z.string() }), ({ executionArn }) => {
      const execution = states.execution(executionArn);
      const { output, error, cause, origin } = execution;
      return {
        ...summary(execution),
        input: origin.input,
        inputDetails: { included: true },
        ...(output !== undefined && { output: JSON.stringify(output), outputDetails: { included: true } }),
        error,
        cause,
      };
    }),
    StopExecution: operation(
      z.strictObject({ executionArn: z.string(), error: z.string().optional(), cause: z.string().optional() }),
      ({ executionArn, error, cause }) => {
        const execution = states.execution(executionArn);
        execution.stop('ABORTED', error, cause);
        return { stopDate: seconds(execution.stoppedAt) };
      },
    ),
    ListExecutions: operation(
      z.strictObject({ stateMachineArn: z.string(), statusFilter: status.optional(), ...page }),
      ({ stateMachineArn, statusFilter, ...wanted }) => {
        states.stateMachine(stateMachineArn);
        const all = states.executionsOf(stateMachineArn);
        const { items, nextToken } = paged(
          all.filter((one) => !statusFilter || one.status === statusFilter),
          wanted,
        );
        return { executions: items.map(summary), nextToken };
      },
    ),
    GetExecutionHistory: operation(
      z.strictObject({
        executionArn: z.string(),
        reverseOrder: z.boolean().optional(),
        includeExecutionData: z.literal(true).optional(),
        ...page,
      }),
      ({ executionArn, reverseOrder, ...wanted }) => {
        const events = states.execution(executionArn).history.entries.map(({ event }) => event);
        const { items, nextToken } = paged(reverseOrder ? events.reverse() : events, wanted);
        return { events: items, nextToken };
      },
    ),
    SendTaskSuccess: operation(z.strictObject({ taskToken: z.string(), output: z.string() }), (input) => {
      states.tokens.succeed(input.taskToken, input.output);
    }),
    SendTaskFailure: operation(
      z.strictObject({ taskToken: z.string(), error: z.string().optional(), cause: z.string().optional() }),
      ({ taskToken, error = '', cause = '' }) => states.tokens.fail(taskToken, error, cause),
    ),
    SendTaskHeartbeat: operation(z.strictObject({ taskToken: z.string() }), ({ taskToken }) => {
      states.tokens.heartbeat(taskToken);
    }),
  };
}

function summary({ origin, status, startedAt, stoppedAt }: Execution) {
  return {
    executionArn: origin.arn,
    stateMachineArn: origin.stateMachineArn,
    mapRunArn: origin.mapRunArn,
    name: origin.name,
    status,
    startDate: seconds(startedAt),
    stopDate: seconds(stoppedAt),
    redriveCount: 0,
  };
}

/** @param nextToken index of the first item */
function paged<T>(items: readonly T[], { maxResults, nextToken }: { maxResults?: number; nextToken?: string }) {
  const start = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(start)) throw new ServiceError('InvalidToken', `Invalid Token: '${nextToken}'`);
  const end = start + (maxResults || 100);
  return { items: items.slice(start, end), nextToken: end < items.length ? String(end) : undefined };
}
