import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import { type EnabledState, type ScheduleSpec, switchName, timedIn } from '../../../domain/traffic/switches';
import type { TrafficMode } from '../../../domain/workflow/workflow';
import type { SwitchAdapter } from './switch';

/** A schedule of EventBridge Scheduler. An update replaces the whole of it, so all that was read goes back. */
export class ScheduleSwitch implements SwitchAdapter<EnabledState> {
  readonly schema = z.object({ enabled: z.boolean() });
  readonly name: string;

  constructor(
    private readonly spec: ScheduleSpec,
    private readonly scheduler: Pick<SchedulerClient, 'send'>,
  ) {
    this.name = switchName(spec);
  }

  async read(): Promise<EnabledState> {
    return { enabled: (await this.get()).State === 'ENABLED' };
  }

  stateIn(mode: TrafficMode, prior: EnabledState): EnabledState {
    return timedIn(mode, prior);
  }

  async write({ enabled }: EnabledState): Promise<void> {
    const { $metadata, Arn, CreationDate, LastModificationDate, ...schedule } = await this.get();
    const { Name, ScheduleExpression, Target, FlexibleTimeWindow } = schedule;
    await this.scheduler.send(
      new UpdateScheduleCommand({
        ...schedule,
        Name,
        ScheduleExpression,
        Target,
        FlexibleTimeWindow,
        State: enabled ? 'ENABLED' : 'DISABLED',
      }),
    );
  }

  async awaits({ enabled }: EnabledState): Promise<string | undefined> {
    const found = await this.read();
    return found.enabled === enabled ? undefined : `the ${this.name} is not ${enabled ? 'enabled' : 'disabled'} yet`;
  }

  private async get(): Promise<GetScheduleCommandOutput> {
    return await this.scheduler.send(new GetScheduleCommand({ Name: this.spec.name, GroupName: this.spec.group }));
  }
}
