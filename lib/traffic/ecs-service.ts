import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IBaseService } from 'aws-cdk-lib/aws-ecs';
import { atOnce } from './low-traffic';
import type { SwitchDefinition } from './switch-definition';

export interface EcsServiceSwitchOptions {
  /**
   * Tasks in low traffic, while the restore is verified; never more than there were before the freeze.
   *
   * @default 1
   */
  readonly lowTrafficCount?: number;
}

export function ecsServiceSwitch(service: IBaseService, options: EcsServiceSwitchOptions): SwitchDefinition {
  const lowTrafficCount = atOnce('`lowTrafficCount`', options.lowTrafficCount);
  const stack = Stack.of(service);
  const targets = stack.formatArn({
    service: 'application-autoscaling',
    resource: 'scalable-target',
    resourceName: '*',
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  return {
    spec: () => ({
      kind: 'ecs-service',
      cluster: service.cluster.clusterName,
      service: service.serviceName,
      lowTrafficCount,
    }),
    reads: () => [
      { reason: 'reads the number of tasks', actions: ['ecs:DescribeServices'], resources: [service.serviceArn] },
      {
        reason: 'asks what scales the service; the action knows no resource',
        actions: ['application-autoscaling:DescribeScalableTargets'],
        resources: ['*'],
      },
    ],
    changes: () => [
      { reason: 'sets the number of tasks', actions: ['ecs:UpdateService'], resources: [service.serviceArn] },
      {
        reason: 'suspends what would scale the service back up; the id of a scalable target is known to AWS alone',
        actions: ['application-autoscaling:RegisterScalableTarget'],
        resources: [targets],
        conditions: {
          StringEquals: {
            'application-autoscaling:service-namespace': 'ecs',
            'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
          },
        },
      },
    ],
  };
}
