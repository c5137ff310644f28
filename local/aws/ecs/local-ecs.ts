import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson } from '../protocols/json';
import type { LocalSecrets } from '../secrets-manager';
import type { LocalService } from '../service';
import { LocalEcsServices } from './services';
import { LocalTasks } from './tasks';

export interface LocalEcsOptions {
  /** Folders and logs of tasks. */
  readonly directory: string;
  /** With which a container reaches this AWS. */
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Pick<LocalSecrets, 'value'>;
  /** Hears of every task that has stopped, as `DescribeTasks` says it. @default - nobody does */
  readonly stopped?: (task: Readonly<Record<string, unknown>>, clusterArn: string) => void;
}

/** ECS: tasks on Fargate, their containers' real commands as processes of this machine; and services, as numbers of tasks. */
export class LocalEcs implements LocalService {
  readonly name = 'ecs';
  readonly tasks: LocalTasks;
  readonly services = new LocalEcsServices();

  constructor(options: LocalEcsOptions) {
    this.tasks = new LocalTasks(options);
  }

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerJson(this.name, { ...this.tasks.operations, ...this.services.operations }, request, response);
  }

  async close(): Promise<void> {
    await this.tasks.close();
  }
}
