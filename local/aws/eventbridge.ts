import { randomUUID } from 'node:crypto';
import { matches } from './event-pattern';
import type { LocalRules } from './eventbridge-rules';
import type { Outcome } from './lambda/invocation';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './service';
import type { Execution } from './step-functions/execution';

/** An event as EventBridge delivers it. */
export interface LocalEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Lambda invokes a function that failed asynchronously so often, all in all. */
const TRIES = 3;

/** EventBridge: rules on events of this machine's services, delivered to functions, queues and topics. */
export class LocalEvents {
  private readonly deliveries = new Set<Promise<void>>();

  constructor(
    private readonly rules: LocalRules,
    private readonly to: {
      readonly invoke: (functionArn: string, event: string) => Promise<Outcome>;
      readonly publish: (topicArn: string, message: string) => void;
      readonly enqueue: (queueArn: string, message: string) => void;
      /** Hears of what could not be delivered. */
      readonly log: (line: string) => void;
    },
  ) {}

  /** Delivers the event to the targets of every enabled rule of the default bus that it matches; does not wait for them. */
  put(event: LocalEvent): void {
    for (const { pattern, targets } of this.rules.enabled()) {
      if (!matches(pattern, event)) continue;
      for (const { arn, input } of targets) this.send(arn, event['detail-type'], input ?? JSON.stringify(event));
    }
  }

  /** Delivers what another service tells a function, a queue or a topic itself, as S3 does. */
  send(arn: string, what: string, event: string): void {
    const delivery = this.deliver(arn, event)
      .catch((error) => this.to.log(`The event ${what} did not reach ${arn}: ${error}`))
      .finally(() => this.deliveries.delete(delivery));
    this.deliveries.add(delivery);
  }

  /** Resolves when nothing is being delivered. */
  async waitUntilStable(): Promise<void> {
    while (this.deliveries.size > 0) await Promise.all(this.deliveries);
  }

  private async deliver(target: string, event: string): Promise<void> {
    if (target.startsWith('arn:aws:sns:')) return this.to.publish(target, event);
    if (target.startsWith('arn:aws:sqs:')) return this.to.enqueue(target, event);
    let failed: unknown;
    for (let tried = 0; tried < TRIES; tried++) {
      const outcome = await this.to.invoke(target, event);
      if (!('error' in outcome)) return;
      failed = outcome.error;
    }
    throw new Error(JSON.stringify(failed));
  }
}

/** What Step Functions tells when an execution has ended. */
export function executionEnded({ origin, status, startedAt, stoppedAt, error, cause }: Execution): LocalEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: LOCAL_ACCOUNT,
    time: stoppedAt?.toISOString(),
    region: LOCAL_REGION,
    resources: [origin.arn],
    detail: {
      executionArn: origin.arn,
      stateMachineArn: origin.stateMachineArn,
      name: origin.name,
      status,
      startDate: startedAt.getTime(),
      stopDate: stoppedAt?.getTime(),
      input: origin.input,
      error: error ?? null,
      cause: cause ?? null,
    },
  };
}

/** What ECS tells when a task has stopped. */
export function taskStopped(task: Readonly<Record<string, unknown>>, cluster: string): LocalEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account: LOCAL_ACCOUNT,
    time: new Date().toISOString(),
    region: LOCAL_REGION,
    resources: [task.taskArn],
    detail: { ...task, clusterArn: cluster },
  };
}
