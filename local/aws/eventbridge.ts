import { randomUUID } from 'node:crypto';
import { z } from 'zod';
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

type Pattern = Readonly<Record<string, unknown>>;

export interface RuleTarget {
  /** Of a function or a topic. */
  readonly arn: string;
  /** JSON that it is given instead of the event. */
  readonly input?: string;
}

/** Lambda invokes a function that failed asynchronously so often, all in all. */
const TRIES = 3;

/** EventBridge: rules on events of this machine's services, delivered to functions and topics. */
export class LocalEvents {
  private readonly rules: { readonly pattern: Pattern; readonly targets: readonly RuleTarget[] }[] = [];
  private readonly deliveries = new Set<Promise<void>>();

  constructor(
    private readonly to: {
      readonly invoke: (functionArn: string, event: string) => Promise<Outcome>;
      readonly publish: (topicArn: string, message: string) => void;
      /** Hears of what could not be delivered. */
      readonly log: (line: string) => void;
    },
  ) {}

  /**
   * @throws Error for a pattern or a target that this machine would not do justice to
   */
  addRule(pattern: Pattern, targets: readonly RuleTarget[]): void {
    checkPattern(pattern);
    const unknown = targets.find(({ arn }) => !/^arn:aws:(lambda|sns):/.test(arn));
    if (unknown !== undefined) throw new Error(`the target ${unknown.arn} is neither a function nor a topic`);
    this.rules.push({ pattern, targets });
  }

  /** Delivers the event to the targets of every rule that it matches; does not wait for them. */
  put(event: LocalEvent): void {
    for (const { pattern, targets } of this.rules) {
      if (!matches(pattern, event)) continue;
      for (const { arn, input } of targets) this.send(arn, event['detail-type'], input ?? JSON.stringify(event));
    }
  }

  /** Delivers what another service tells a function or a topic itself, as S3 does; queues take nothing here. */
  send(arn: string, what: string, event: string): void {
    if (/^arn:aws:sqs:/.test(arn)) return;
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

const anythingBut = z.strictObject({ 'anything-but': z.array(z.union([z.string(), z.number()])) });

/** Patterns name values, or all but some values; prefixes, ranges and the like are not known here. */
function checkPattern(pattern: Pattern): void {
  for (const [field, wanted] of Object.entries(pattern)) {
    if (field === '$or')
      for (const alternative of z.array(z.record(z.string(), z.unknown())).parse(wanted)) checkPattern(alternative);
    else if (!Array.isArray(wanted)) checkPattern(Object(wanted));
    else if (wanted.some((value) => typeof value === 'object' && !anythingBut.safeParse(value).success)) {
      throw new Error(`the pattern of \`${field}\` is more than a list of values, which this machine does not know`);
    }
  }
}

/** Where the event has a list, one of its elements is enough, for each field by itself. */
function matches(pattern: Pattern, event: unknown): boolean {
  if (Array.isArray(event)) return event.some((element) => matches(pattern, element));
  const fields: Pattern = Object(event);
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or') return (wanted as Pattern[]).some((alternative) => matches(alternative, event));
    if (!Array.isArray(wanted)) return matches(Object(wanted), fields[field]);
    return [fields[field]]
      .flat()
      .some((value) => value !== undefined && wanted.some((one) => matchesValue(one, value)));
  });
}

function matchesValue(wanted: unknown, value: unknown): boolean {
  const but = anythingBut.safeParse(wanted).data;
  return but === undefined ? wanted === value : !but['anything-but'].some((other) => other === value);
}
