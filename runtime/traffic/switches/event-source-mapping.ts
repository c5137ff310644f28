import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import * as z from 'zod';
import {
  type EnabledState,
  type EventSourceMappingSpec,
  eventSourceIn,
  switchName,
} from '../../../domain/traffic/switches';
import type { TrafficMode } from '../../../domain/workflow/workflow';
import type { SwitchAdapter } from './switch';

/** Whether a function is fed from a queue or a stream. Messages wait where they are, as long as the queue keeps them. */
export class EventSourceMappingSwitch implements SwitchAdapter<EnabledState> {
  readonly schema = z.object({ enabled: z.boolean() });
  readonly name: string;

  constructor(
    private readonly spec: EventSourceMappingSpec,
    private readonly lambda: Pick<LambdaClient, 'send'>,
  ) {
    this.name = switchName(spec);
  }

  async read(): Promise<EnabledState> {
    return { enabled: !/^Disabl/.test(await this.state()) };
  }

  stateIn(mode: TrafficMode, prior: EnabledState): EnabledState {
    return eventSourceIn(mode, prior);
  }

  async write({ enabled }: EnabledState): Promise<void> {
    await this.lambda.send(new UpdateEventSourceMappingCommand({ UUID: this.spec.id, Enabled: enabled }));
  }

  async awaits({ enabled }: EnabledState): Promise<string | undefined> {
    const state = await this.state();
    return state === (enabled ? 'Enabled' : 'Disabled') ? undefined : `${this.name} is ${state}`;
  }

  /** `Enabled`, `Disabled`, or on the way: `Enabling`, `Disabling`, `Creating`, `Updating`. */
  private async state(): Promise<string> {
    const { State = 'unknown' } = await this.lambda.send(new GetEventSourceMappingCommand({ UUID: this.spec.id }));
    return State;
  }
}
