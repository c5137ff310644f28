import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { answerJson } from './protocols/json';
import { operation } from './protocols/operation';
import { ServiceError } from './protocols/service-error';
import type { LocalService } from './service';

const Suspended = z.strictObject({
  DynamicScalingInSuspended: z.boolean(),
  DynamicScalingOutSuspended: z.boolean(),
  ScheduledScalingSuspended: z.boolean(),
});
type Suspended = z.output<typeof Suspended>;

const dimension = {
  ServiceNamespace: z.literal('ecs'),
  ScalableDimension: z.literal('ecs:service:DesiredCount'),
};

/** Application Auto Scaling: which services are scaled, and what of it is suspended. Nothing is ever scaled here. */
export class LocalScaling implements LocalService {
  readonly name = 'application-autoscaling';
  private readonly targets = new Map<string, Suspended>();

  /** @param resourceId `service/cluster/name` */
  register(resourceId: string, suspended: Suspended): void {
    this.targets.set(resourceId, suspended);
  }

  private readonly operations = {
    DescribeScalableTargets: operation(
      z.strictObject({ ...dimension, ResourceIds: z.array(z.string()) }),
      ({ ServiceNamespace, ScalableDimension, ResourceIds }) => ({
        ScalableTargets: ResourceIds.flatMap((ResourceId) => {
          const SuspendedState = this.targets.get(ResourceId);
          const target = { ServiceNamespace, ScalableDimension, ResourceId, MinCapacity: 1, MaxCapacity: 10 };
          return SuspendedState ? [{ ...target, SuspendedState }] : [];
        }),
      }),
    ),
    RegisterScalableTarget: operation(
      z.strictObject({ ...dimension, ResourceId: z.string(), SuspendedState: Suspended }),
      ({ ResourceId, SuspendedState }) => {
        if (!this.targets.has(ResourceId)) {
          const message = 'MinCapacity and MaxCapacity are required to register a new scalable target.';
          throw new ServiceError('ValidationException', message);
        }
        this.targets.set(ResourceId, SuspendedState);
      },
    ),
  };

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerJson(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {}
}
