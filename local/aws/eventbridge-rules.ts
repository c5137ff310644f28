import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { answerJson } from './protocols/json';
import { operation } from './protocols/operation';
import { ServiceError } from './protocols/service-error';
import type { LocalService } from './service';

type State = 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

const rule = z.strictObject({ Name: z.string(), EventBusName: z.string().default('default') });
type Rule = z.output<typeof rule>;

/** The rules of an application on EventBridge, as states: nothing happens by them here (LocalEvents delivers those of stacks). */
export class LocalRules implements LocalService {
  readonly name = 'events';
  /** Names of rules that another service manages: only that service may change them. */
  readonly managed = new Set<string>();
  private readonly states = new Map<string, State>();

  create(Name: string, state: State, EventBusName = 'default'): void {
    this.states.set(`${EventBusName}/${Name}`, state);
  }

  private readonly operations = {
    DescribeRule: operation(rule, (asked) => ({ ...asked, State: this.stateOf(asked) })),
    EnableRule: operation(rule, (asked) => this.set(asked, 'ENABLED')),
    DisableRule: operation(rule, (asked) => this.set(asked, 'DISABLED')),
  };

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerJson(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {}

  private stateOf({ Name, EventBusName }: Rule): State {
    const state = this.states.get(`${EventBusName}/${Name}`);
    if (state === undefined) {
      throw new ServiceError('ResourceNotFoundException', `Rule ${Name} does not exist on EventBus ${EventBusName}.`);
    }
    return state;
  }

  private set(asked: Rule, state: State): void {
    this.stateOf(asked);
    if (this.managed.has(asked.Name)) {
      throw new ServiceError('ManagedRuleException', `Rule ${asked.Name} is managed by an AWS service.`);
    }
    this.create(asked.Name, state, asked.EventBusName);
  }
}
