import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson } from '../protocols/json';
import type { LocalService } from '../service';
import { LocalEcsServices } from './services';
import { type LocalEcsOptions, LocalTasks } from './tasks';

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
