import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { checkPattern, type Pattern } from './event-pattern';
import { answerJson } from './protocols/json';
import { operation } from './protocols/operation';
import { ServiceError } from './protocols/service-error';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalService } from './service';

type State = 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

export interface RuleTarget {
  readonly id: string;
  /** Of a function, a queue or a topic. */
  readonly arn: string;
  /** JSON that it is given instead of the event. */
  readonly input?: string;
}

export interface LocalRule {
  readonly name: string;
  readonly bus: string;
  readonly state: State;
  /** Undefined where it runs by a schedule: nothing happens by it here. */
  readonly pattern?: Pattern;
  readonly targets: readonly RuleTarget[];
}

type New = Partial<LocalRule> & Pick<LocalRule, 'name'>;

const bus = { EventBusName: z.string().default('default') };
const page = { NextToken: z.string().optional(), Limit: z.number().int().min(1).max(100).default(100) };
const named = z.strictObject({ Name: z.string(), ...bus });
const target = z.strictObject({ Id: z.string(), Arn: z.string(), Input: z.string().optional() });

export const ruleArn = ({ name, bus = 'default' }: Pick<New, 'name' | 'bus'>): string =>
  `arn:aws:events:${LOCAL_REGION}:${LOCAL_ACCOUNT}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`;

/** The rules of EventBridge; LocalEvents delivers by those of the default bus. */
export class LocalRules implements LocalService {
  readonly name = 'events';
  /** Names of rules that another service manages: only that service may change them. */
  readonly managed = new Set<string>();
  /** Why rules may not be listed. */
  denied: string | undefined;
  private readonly rules = new Map<string, LocalRule>();

  /** @throws Error for a pattern or a target that this machine would not do justice to */
  create({ name, bus = 'default', state = 'ENABLED', pattern, targets = [] }: New): void {
    if (pattern !== undefined) checkPattern(pattern);
    const unknown = targets.find(({ arn }) => !/^arn:aws:(lambda|sns|sqs):/.test(arn));
    if (unknown !== undefined) throw new Error(`the target ${unknown.arn} is no function, queue or topic`);
    this.rules.set(`${bus}/${name}`, { name, bus, state, pattern, targets });
  }

  clear(): void {
    this.rules.clear();
    this.managed.clear();
    this.denied = undefined;
  }

  /** Those of the default bus by which events are delivered. */
  enabled(): (LocalRule & { readonly pattern: Pattern })[] {
    return [...this.rules.values()].flatMap((rule) =>
      rule.bus === 'default' && rule.state !== 'DISABLED' && rule.pattern ? [{ ...rule, pattern: rule.pattern }] : [],
    );
  }

  private readonly operations = {
    PutRule: operation(
      named.extend({ EventPattern: z.string(), State: z.enum(['ENABLED', 'DISABLED']).optional() }),
      ({ Name: name, EventBusName: bus, EventPattern, State: state }) => {
        const targets = this.rules.get(`${bus}/${name}`)?.targets;
        this.create({ name, bus, state, pattern: JSON.parse(EventPattern), targets });
        return { RuleArn: ruleArn({ name, bus }) };
      },
    ),
    PutTargets: operation(
      z.strictObject({ Rule: z.string(), Targets: z.array(target).min(1), ...bus }),
      ({ Rule, EventBusName, Targets }) => {
        const rule = this.found(Rule, EventBusName);
        const added = Targets.map(({ Id: id, Arn: arn, Input: input }) => ({ id, arn, input }));
        const kept = rule.targets.filter(({ id }) => !added.some((one) => one.id === id));
        this.create({ ...rule, targets: [...kept, ...added] });
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    ),
    DescribeRule: operation(named, ({ Name, EventBusName }) => this.shown(this.found(Name, EventBusName))),
    EnableRule: operation(named, ({ Name, EventBusName }) => this.set(Name, EventBusName, 'ENABLED')),
    DisableRule: operation(named, ({ Name, EventBusName }) => this.set(Name, EventBusName, 'DISABLED')),
    ListRules: operation(z.strictObject({ ...bus, ...page }), ({ EventBusName, ...asked }) => {
      if (this.denied !== undefined) throw new ServiceError('AccessDeniedException', this.denied);
      const rules = [...this.rules.values()].filter((rule) => rule.bus === EventBusName);
      const { items, ...next } = pageOf(rules, asked);
      return { Rules: items.map((rule) => this.shown(rule)), ...next };
    }),
    ListTargetsByRule: operation(z.strictObject({ Rule: z.string(), ...bus, ...page }), (asked) => {
      const { items, ...next } = pageOf(this.found(asked.Rule, asked.EventBusName).targets, asked);
      return { Targets: items.map(({ id: Id, arn: Arn, input: Input }) => ({ Id, Arn, Input })), ...next };
    }),
  };

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerJson(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {}

  private shown(rule: LocalRule) {
    return {
      Name: rule.name,
      Arn: ruleArn(rule),
      EventBusName: rule.bus,
      State: rule.state,
      ...(rule.pattern && { EventPattern: JSON.stringify(rule.pattern) }),
      ...(this.managed.has(rule.name) && { ManagedBy: 'backup.amazonaws.com' }),
    };
  }

  private found(name: string, bus: string): LocalRule {
    const rule = this.rules.get(`${bus}/${name}`);
    if (rule !== undefined) return rule;
    throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`);
  }

  private set(name: string, bus: string, state: State): void {
    const rule = this.found(name, bus);
    if (this.managed.has(name)) {
      throw new ServiceError('ManagedRuleException', `Rule ${name} is managed by an AWS service.`);
    }
    this.rules.set(`${bus}/${name}`, { ...rule, state });
  }
}

function pageOf<T>(all: readonly T[], { NextToken, Limit }: { NextToken?: string; Limit: number }) {
  const from = Number(NextToken ?? 0);
  const next = from + Limit < all.length ? String(from + Limit) : undefined;
  return { items: all.slice(from, from + Limit), NextToken: next };
}
