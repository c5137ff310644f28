import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import type { OperatingUser } from '../../postgres/operating-user';
import { operation } from '../protocols/operation';
import { ServiceError } from '../protocols/service-error';
import type { LocalSecrets } from '../secrets-manager';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../service';
import { pathFor } from './images';
import { Task } from './task';
import type { Container, TaskDefinition } from './task-definition';

const arn = (resource: string) => `arn:aws:ecs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${resource}`;
/** In an environment these say what else a program runs: nothing that a request may bring. */
const OF_THE_PROGRAM =
  /^(BASH_.*|ENV|SHELLOPTS|BASHOPTS|IFS|PATH|HOME|TMPDIR|LD_.*|DYLD_.*|GCONV_PATH|LOCPATH|NODE_.*|PYTHON.*|PERL.*|RUBY.*|JAVA_.*|AWS_.*|PGSERVICEFILE|PGSYSCONFDIR|PGPASSFILE|PSQL.*|PAGER|EDITOR|SSL_CERT_.*|OPENSSL_.*)$/i;

const pair = z.strictObject({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
  value: z.string(),
});

const Overrides = z.strictObject({
  containerOverrides: z.array(z.strictObject({ name: z.string(), environment: z.array(pair).default([]) })).default([]),
});

const RunTask = z.strictObject({
  cluster: z.string(),
  taskDefinition: z.string(),
  launchType: z.literal('FARGATE'),
  platformVersion: z.string().optional(),
  count: z.literal(1).default(1),
  clientToken: z.string().max(64).optional(),
  startedBy: z.string().max(128).optional(),
  tags: z.array(z.strictObject({ key: z.string(), value: z.string() })).default([]),
  overrides: Overrides.default({ containerOverrides: [] }),
  networkConfiguration: z.strictObject({
    awsvpcConfiguration: z.strictObject({
      subnets: z.array(z.string()).min(1),
      securityGroups: z.array(z.string()).default([]),
      assignPublicIp: z.enum(['ENABLED', 'DISABLED']).default('DISABLED'),
    }),
  }),
});

export interface LocalEcsOptions {
  /** Folders and logs of tasks. */
  readonly directory: string;
  /** With which a container reaches this AWS. */
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Pick<LocalSecrets, 'value'>;
  /** Who runs containers. @default - as this process */
  readonly user?: OperatingUser;
  /** Hears of every task that has stopped, as `DescribeTasks` says it. @default - nothing does */
  readonly stopped?: (task: Readonly<Record<string, unknown>>, clusterArn: string) => void;
}

/** Task definitions, and the tasks that run them. */
export class LocalTasks {
  private readonly definitions = new Map<string, TaskDefinition>();
  private readonly tasks = new Map<string, Task>();
  /** Client token → task. */
  private readonly started = new Map<string, Task>();

  constructor(private readonly options: LocalEcsOptions) {}

  /** @returns the ARN of its first revision */
  register(definition: TaskDefinition): string {
    const definitionArn = arn(`task-definition/${definition.Family}:1`);
    this.definitions.set(definitionArn, definition);
    return definitionArn;
  }

  /** Resolves when the task has stopped, with what became of its containers. */
  async finished(taskArn: string): Promise<Task> {
    const task = this.tasks.get(taskArn);
    if (!task) throw new Error(`There is no task ${taskArn}`);
    await task.finished;
    return task;
  }

  readonly operations = {
    RunTask: operation(RunTask, (input) => {
      const before = input.clientToken === undefined ? undefined : this.started.get(input.clientToken);
      const task = before ?? this.run(input);
      if (input.clientToken !== undefined) this.started.set(input.clientToken, task);
      return { tasks: [describe(task)], failures: [] };
    }),
    DescribeTasks: operation(z.strictObject({ cluster: z.string(), tasks: z.array(z.string()).max(100) }), (input) => {
      const found = input.tasks.map((name) => ({ name, task: this.tasks.get(name) }));
      return {
        tasks: found.flatMap(({ task }) => (task ? [describe(task)] : [])),
        failures: found.flatMap(({ name, task }) => (task ? [] : [{ arn: name, reason: 'MISSING' }])),
      };
    }),
    StopTask: operation(
      z.strictObject({ cluster: z.string(), task: z.string(), reason: z.string().optional() }),
      async ({ task: name, reason = 'Task stopped by user' }) => {
        const task = this.tasks.get(name);
        if (!task) throw new ServiceError('InvalidParameterException', 'The referenced task was not found.');
        await task.stop(reason);
        return { task: describe(task) };
      },
    ),
  };

  async close(): Promise<void> {
    await Promise.all([...this.tasks.values()].map((task) => task.stop('the AWS of this machine ends')));
  }

  private run({ taskDefinition, cluster, overrides, tags, startedBy }: z.output<typeof RunTask>): Task {
    const definition = this.definitions.get(taskDefinition);
    if (!definition) throw new ServiceError('ClientException', 'TaskDefinition not found.');
    refuseProgramVariables(overrides);
    const id = randomBytes(16).toString('hex');
    const task = new Task({
      arn: arn(`task/${cluster.slice(cluster.lastIndexOf('/') + 1)}/${id}`),
      definitionArn: taskDefinition,
      definition,
      folder: join(this.options.directory, `${definition.Family}-${id.slice(0, 8)}`),
      tags,
      startedBy,
      user: this.options.user,
      environmentOf: (container) => this.environmentOf(container, overrides),
    });
    this.tasks.set(task.order.arn, task);
    void task.finished.then(() => this.options.stopped?.(describe(task), cluster));
    return task;
  }

  private environmentOf(container: Container, { containerOverrides }: z.output<typeof Overrides>) {
    const override = containerOverrides.find(({ name }) => name === container.Name)?.environment ?? [];
    return {
      PATH: pathFor(container.Image, this.options.user),
      LC_ALL: 'C',
      HOME: this.options.user === undefined ? (process.env.HOME ?? '/') : '/nonexistent',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      ...this.options.environment,
      ...Object.fromEntries(container.Environment.map(({ Name, Value }) => [Name, Value])),
      ...Object.fromEntries(container.Secrets.map(({ Name, ValueFrom }) => [Name, this.secret(ValueFrom)])),
      ...Object.fromEntries(override.map(({ name, value }) => [name, value])),
    };
  }

  /** `<ARN of the secret>:<key>::`, as ECS takes one field of a JSON secret. */
  private secret(valueFrom: string): string {
    const [, secretArn = '', key = ''] = /^(arn:.*?:secret:[^:]+):([^:]*):[^:]*:[^:]*$/.exec(valueFrom) ?? [];
    const value: unknown = JSON.parse(this.options.secrets.value(secretArn))[key];
    if (value === undefined) throw new ServiceError('ClientException', `retrieved secret has no key ${key}`);
    return String(value);
  }
}

/** @throws ServiceError, before anything is started */
function refuseProgramVariables({ containerOverrides }: z.output<typeof Overrides>): void {
  const names = containerOverrides.flatMap(({ environment }) => environment.map(({ name }) => name));
  const refused = names.filter((name) => OF_THE_PROGRAM.test(name));
  if (refused.length === 0) return;
  throw new ServiceError(
    'InvalidParameterException',
    `\`${refused.join('`, `')}\` would change which programs run: the AWS on this machine takes them from no request.`,
  );
}

function describe({ order, status, reason, containers }: Task) {
  return {
    taskArn: order.arn,
    taskDefinitionArn: order.definitionArn,
    lastStatus: status,
    desiredStatus: status,
    startedBy: order.startedBy,
    stopCode: status === 'STOPPED' ? 'EssentialContainerExited' : undefined,
    stoppedReason: status === 'STOPPED' ? reason : undefined,
    tags: order.tags,
    containers: containers.map(({ name, exitCode }) => ({
      name,
      exitCode,
      lastStatus: status === 'STOPPED' ? 'STOPPED' : 'RUNNING',
    })),
  };
}
