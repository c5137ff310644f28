import { isDeepStrictEqual } from 'node:util';
import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, type ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import * as z from 'zod';
import {
  type EcsServiceSpec,
  type EcsServiceState,
  ecsServiceIn,
  type Scaling,
  SUSPENDED,
  switchName,
} from '../../../domain/traffic/switches';
import type { TrafficMode } from '../../../domain/workflow/workflow';
import type { SwitchAdapter } from './switch';

const scaling = z.object({
  scaleInSuspended: z.boolean(),
  scaleOutSuspended: z.boolean(),
  scheduledSuspended: z.boolean(),
});

/** The tasks of a service, and what scales them. Tasks that start after the cut-over read the new address. */
export class EcsServiceSwitch implements SwitchAdapter<EcsServiceState> {
  readonly schema = z.object({ desiredCount: z.number().int().min(0), scaling: scaling.nullable() });
  readonly name: string;

  constructor(
    private readonly spec: EcsServiceSpec,
    private readonly ecs: Pick<ECSClient, 'send'>,
    private readonly autoScaling: Pick<ApplicationAutoScalingClient, 'send'>,
  ) {
    this.name = switchName(spec);
  }

  runsIn({ desiredCount }: EcsServiceState): boolean {
    return desiredCount > 0;
  }

  async read(): Promise<EcsServiceState> {
    const { desiredCount = 0 } = await this.service();
    return { desiredCount, scaling: await this.scaling() };
  }

  stateIn(mode: TrafficMode, prior: EcsServiceState): EcsServiceState {
    return ecsServiceIn(mode, prior, this.spec.lowTrafficCount);
  }

  /** Scaling is off before the count goes down, and on again after it has gone up. */
  async write({ desiredCount, scaling }: EcsServiceState): Promise<void> {
    if (scaling !== null) await this.scale(SUSPENDED);
    const { cluster, service } = this.spec;
    await this.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
    if (scaling !== null && !isDeepStrictEqual(scaling, SUSPENDED)) await this.scale(scaling);
  }

  async awaits({ desiredCount }: EcsServiceState): Promise<string | undefined> {
    const { runningCount = 0, pendingCount = 0 } = await this.service();
    const reached = desiredCount === 0 ? runningCount + pendingCount === 0 : runningCount >= desiredCount;
    if (reached) return undefined;
    return `${this.name} runs ${runningCount} of ${desiredCount} tasks, ${pendingCount} pending`;
  }

  private async service(): Promise<Service> {
    const { cluster, service } = this.spec;
    const { services = [] } = await this.ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    const [found] = services;
    if (found?.status !== 'ACTIVE') {
      throw new Error(`${this.name} is ${found?.status ?? 'missing'}; deploy it, or take it out of \`traffic\`.`);
    }
    return found;
  }

  private async scaling(): Promise<Scaling | null> {
    const { ScalableTargets = [] } = await this.autoScaling.send(
      new DescribeScalableTargetsCommand({ ...this.dimension(), ResourceIds: [this.resourceId()] }),
    );
    const [target] = ScalableTargets;
    if (target === undefined) return null;
    const {
      DynamicScalingInSuspended = false,
      DynamicScalingOutSuspended = false,
      ScheduledScalingSuspended = false,
    } = target.SuspendedState ?? {};
    return {
      scaleInSuspended: DynamicScalingInSuspended,
      scaleOutSuspended: DynamicScalingOutSuspended,
      scheduledSuspended: ScheduledScalingSuspended,
    };
  }

  /** Minimum and maximum are not given, and so stay what they are. */
  private async scale({ scaleInSuspended, scaleOutSuspended, scheduledSuspended }: Scaling): Promise<void> {
    await this.autoScaling.send(
      new RegisterScalableTargetCommand({
        ...this.dimension(),
        ResourceId: this.resourceId(),
        SuspendedState: {
          DynamicScalingInSuspended: scaleInSuspended,
          DynamicScalingOutSuspended: scaleOutSuspended,
          ScheduledScalingSuspended: scheduledSuspended,
        },
      }),
    );
  }

  private resourceId(): string {
    return `service/${this.spec.cluster}/${this.spec.service}`;
  }

  private dimension() {
    return { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;
  }
}
