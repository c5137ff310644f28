import * as z from 'zod';
import { operation } from '../protocols/operation';
import { ServiceError } from '../protocols/service-error';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../service';

interface Service {
  readonly cluster: string;
  readonly name: string;
  desired: number;
  running: number;
}

/** ECS services: how many tasks are wanted and how many run. Their tasks have no processes here. */
export class LocalEcsServices {
  private readonly services = new Map<string, Service>();

  /** A deployed service, with all its tasks running. */
  create(cluster: string, name: string, desired: number): void {
    this.services.set(`${cluster}/${name}`, { cluster, name, desired, running: desired });
  }

  readonly operations = {
    /** Tasks come and go between two looks. */
    DescribeServices: operation(
      z.strictObject({ cluster: z.string(), services: z.array(z.string()).min(1).max(10) }),
      ({ cluster, services }) => {
        const found = services.map((name) => ({ name, service: this.services.get(key(cluster, name)) }));
        const answer = {
          services: found.flatMap(({ service }) => (service ? [describe(service)] : [])),
          failures: found.flatMap(({ name, service }) => (service ? [] : [{ arn: name, reason: 'MISSING' }])),
        };
        for (const { service } of found) if (service) service.running = service.desired;
        return answer;
      },
    ),
    UpdateService: operation(
      z.strictObject({ cluster: z.string(), service: z.string(), desiredCount: z.number().int().min(0) }),
      ({ cluster, service: name, desiredCount }) => {
        const service = this.services.get(key(cluster, name));
        if (!service) throw new ServiceError('ServiceNotFoundException', 'Service not found.');
        service.desired = desiredCount;
        return { service: describe(service) };
      },
    ),
  };
}

/** Cluster and service by name or by ARN. */
const key = (cluster: string, service: string): string => `${last(cluster)}/${last(service)}`;
const last = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

function describe({ cluster, name, desired, running }: Service) {
  const serviceArn = `arn:aws:ecs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:service/${cluster}/${name}`;
  return {
    serviceArn,
    serviceName: name,
    status: 'ACTIVE',
    desiredCount: desired,
    runningCount: running,
    pendingCount: Math.max(desired - running, 0),
  };
}
