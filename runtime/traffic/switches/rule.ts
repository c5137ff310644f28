import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  type EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type EnabledState, type RuleSpec, switchName, timedIn } from '../../../domain/traffic/switches';
import type { TrafficMode } from '../../../domain/workflow/workflow';
import type { SwitchAdapter } from './switch';

/** An EventBridge rule: what happens on events or at a time. */
export class RuleSwitch implements SwitchAdapter<EnabledState> {
  readonly schema = z.object({ enabled: z.boolean() });
  readonly name: string;

  constructor(
    private readonly spec: RuleSpec,
    private readonly events: Pick<EventBridgeClient, 'send'>,
  ) {
    this.name = switchName(spec);
  }

  /** @throws Error for a third state, which enabling could not put back */
  async read(): Promise<EnabledState> {
    const { State } = await this.events.send(new DescribeRuleCommand(this.rule()));
    if (State === 'ENABLED' || State === 'DISABLED') return { enabled: State === 'ENABLED' };
    throw new Error(`The ${this.name} is ${State}, which could not be put back; take it out of \`traffic\`.`);
  }

  stateIn(mode: TrafficMode, prior: EnabledState): EnabledState {
    return timedIn(mode, prior);
  }

  async write({ enabled }: EnabledState): Promise<void> {
    await this.events.send(enabled ? new EnableRuleCommand(this.rule()) : new DisableRuleCommand(this.rule()));
  }

  async awaits({ enabled }: EnabledState): Promise<string | undefined> {
    const found = await this.read();
    return found.enabled === enabled ? undefined : `the ${this.name} is not ${enabled ? 'enabled' : 'disabled'} yet`;
  }

  /** On a bus of one's own, CloudFormation writes the name as `bus|rule`, and the ARN as `bus/rule`. */
  private rule() {
    return { Name: this.spec.name.replace(/^.*[|/]/, ''), EventBusName: this.spec.eventBus };
  }
}
