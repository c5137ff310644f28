import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { OperatingUser } from '../../postgres/operating-user';
import { RunningContainer } from './container';
import type { Container, TaskDefinition } from './task-definition';

export interface TaskContainer {
  readonly name: string;
  readonly exitCode?: number;
  readonly reason?: string;
}

export interface TaskOrder {
  readonly arn: string;
  readonly definitionArn: string;
  readonly definition: TaskDefinition;
  readonly folder: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly startedBy?: string;
  /** Who runs it. @default - as this process */
  readonly user?: OperatingUser;
  /** Of a container, with secrets and overrides in it. */
  environmentOf(container: Container): Readonly<Record<string, string>>;
}

/**
 * One task: its containers as processes that share the folder of the task's volume. An environment variable that holds
 * the path of a mount holds that folder instead: nothing is mounted on this machine.
 */
export class Task {
  readonly finished: Promise<void>;
  private readonly running = new Map<string, RunningContainer>();
  private readonly codes = new Map<string, number>();
  private stoppedReason: string | undefined;
  private isStopped = false;

  constructor(readonly order: TaskOrder) {
    mkdirSync(this.volume, { recursive: true });
    if (order.user) chownSync(this.volume, order.user.uid, order.user.gid);
    this.finished = this.run();
  }

  get status(): 'RUNNING' | 'STOPPED' {
    return this.isStopped ? 'STOPPED' : 'RUNNING';
  }

  get reason(): string | undefined {
    return this.stoppedReason;
  }

  get containers(): TaskContainer[] {
    return this.order.definition.ContainerDefinitions.map(({ Name: name }) => ({
      name,
      exitCode: this.codes.get(name),
    }));
  }

  async stop(reason: string): Promise<void> {
    this.stoppedReason ??= reason;
    await Promise.all([...this.running.values()].map((container) => container.stop()));
    await this.finished;
  }

  private get volume(): string {
    return join(this.order.folder, 'volume');
  }

  private async run(): Promise<void> {
    const { ContainerDefinitions } = this.order.definition;
    const started = new Map<string, Promise<number | undefined>>();
    for (const container of ordered(ContainerDefinitions)) started.set(container.Name, this.start(container, started));
    await Promise.all(started.values());
    this.isStopped = true;
    rmSync(this.volume, { recursive: true, force: true });
  }

  /** @returns its exit code; undefined when it never began */
  private async start(
    container: Container,
    before: ReadonlyMap<string, Promise<number | undefined>>,
  ): Promise<number | undefined> {
    for (const { ContainerName, Condition } of container.DependsOn) {
      if (Condition === 'START') continue;
      const code = await before.get(ContainerName);
      if (Condition === 'SUCCESS' && code !== 0) {
        this.stoppedReason ??= `Essential container in task exited: ${container.Name} waits for ${ContainerName}`;
        return undefined;
      }
    }
    if (this.stoppedReason !== undefined) return undefined;
    const environment = Object.fromEntries(
      Object.entries(this.order.environmentOf(container)).map(([name, value]) => [name, this.local(container, value)]),
    );
    const process = new RunningContainer(
      container,
      this.volume,
      environment,
      join(this.order.folder, `${container.Name}.log`),
      this.order.user,
    );
    this.running.set(container.Name, process);
    const code = await process.ended;
    this.codes.set(container.Name, code);
    this.running.delete(container.Name);
    if (container.Essential) {
      this.stoppedReason ??= 'Essential container in task exited';
      await Promise.all([...this.running.values()].map((other) => other.stop()));
    }
    return code;
  }

  private local({ MountPoints }: Container, value: string): string {
    return MountPoints.some(({ ContainerPath }) => ContainerPath === value) ? this.volume : value;
  }
}

/** Those that are waited for first. */
function ordered(containers: readonly Container[]): Container[] {
  return [...containers].sort((a, b) => a.DependsOn.length - b.DependsOn.length);
}
