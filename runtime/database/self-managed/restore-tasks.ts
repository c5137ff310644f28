import { createHash } from 'node:crypto';
import { DescribeTasksCommand, type ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { sayTaskFailure } from '../../../domain/database/task-exit-codes';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import { isTransient } from '../../execution/retryable-errors';
import type { SelfManagedEnvironment } from './self-managed-settings';

type Variables = Readonly<Record<string, string>>;

/** What a look at a task says. */
export type TaskState =
  | { readonly outcome: 'running' | 'succeeded' }
  | { readonly outcome: 'failed'; readonly reason: string };

/** The task that restores a dump, on Fargate. */
export class RestoreTasks {
  constructor(
    private readonly client: Pick<ECSClient, 'send'>,
    private readonly environment: Pick<
      SelfManagedEnvironment,
      'cluster' | 'restoreTask' | 'subnets' | 'securityGroups'
    >,
  ) {}

  /** Once for each name, however often it is asked. @returns the task's ARN */
  async start(name: string, variables: Variables, tags: Variables): Promise<string> {
    const environment = pairs(variables).map(([key, value]) => ({ name: key, value }));
    const { tasks = [], failures = [] } = await this.attempt(`start the restore of ${name}`, () =>
      this.client.send(
        new RunTaskCommand({
          cluster: this.environment.cluster,
          taskDefinition: this.environment.restoreTask,
          launchType: 'FARGATE',
          clientToken: createHash('sha256')
            .update(JSON.stringify([name, pairs(variables), pairs(tags)]))
            .digest('hex'),
          tags: pairs(tags).map(([key, value]) => ({ key, value })),
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets: [...this.environment.subnets],
              securityGroups: [...this.environment.securityGroups],
              assignPublicIp: 'DISABLED',
            },
          },
          overrides: {
            containerOverrides: ['download', 'restore'].map((container) => ({ name: container, environment })),
          },
        }),
      ),
    );
    const arn = tasks[0]?.taskArn;
    if (arn !== undefined) return arn;
    const why = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(': ')).join('; ');
    throw new PegasusError(
      ErrorName.RETRYABLE,
      `ECS has not started the restore of ${name}: ${why || 'no reason given'}.`,
    );
  }

  async look(arn: string): Promise<TaskState> {
    const { tasks = [] } = await this.attempt(`describe the task ${arn}`, () =>
      this.client.send(new DescribeTasksCommand({ cluster: this.environment.cluster, tasks: [arn] })),
    );
    const [task] = tasks;
    if (task === undefined) {
      return {
        outcome: 'failed',
        reason: `ECS no longer knows the task ${arn}, and the restore never said it was done`,
      };
    }
    if (task.lastStatus !== 'STOPPED') return { outcome: 'running' };
    const containers = (task.containers ?? []).map(({ name = '', exitCode, reason }) => ({ name, exitCode, reason }));
    const reason = sayTaskFailure(containers, task.stoppedReason);
    return reason === undefined ? { outcome: 'succeeded' } : { outcome: 'failed', reason };
  }

  private async attempt<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const { name, message } = error as Error;
      const passing = isTransient(error);
      throw new PegasusError(
        passing ? ErrorName.RETRYABLE : ErrorName.DATABASE_REFUSED,
        passing
          ? `ECS could not ${what} just now (${name}): ${message}`
          : `ECS refuses to ${what} (${name}: ${message}): correct what the error names, then start again.`,
        { cause: error },
      );
    }
  }
}

/** In one order, so that the same request has the same token. */
const pairs = (record: Variables): [string, string][] => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
