import { randomUUID } from 'node:crypto';
import type { Outcome } from './functions/invocation';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './service';
import type { Execution } from './states/execution';

/** An event as EventBridge delivers it. */
export interface LocalEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

type Pattern = Readonly<Record<string, unknown>>;

/** Lambda invokes a function that failed asynchronously so often, all in all. */
const TRIES = 3;

/** EventBridge: rules on events of this machine's services, delivered to functions and topics. */
export class LocalEvents {
  private readonly rules: { readonly pattern: Pattern; readonly targets: readonly string[] }[] = [];
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
   * @param targets ARNs
   * @throws Error for a pattern or a target that this machine would not do justice to
   */
  addRule(pattern: Pattern, targets: readonly string[]): void {
    checkPattern(pattern);
    const unknown = targets.find((arn) => !/^arn:aws:(lambda|sns):/.test(arn));
    if (unknown !== undefined) throw new Error(`the target ${unknown} is neither a function nor a topic`);
    this.rules.push({ pattern, targets });
  }

  /** Delivers the event to the targets of every rule that it matches; does not wait for them. */
  put(event: LocalEvent): void {
    for (const { pattern, targets } of this.rules) {
      if (!matches(pattern, event)) continue;
      for (const target of targets) {
        const delivery = this.deliver(target, JSON.stringify(event))
          .catch((error) => this.to.log(`The event ${event['detail-type']} did not reach ${target}: ${error}`))
          .finally(() => this.deliveries.delete(delivery));
        this.deliveries.add(delivery);
      }
    }
  }

  /** Resolves when nothing is being delivered. */
  async settled(): Promise<void> {
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
      stateMachineArn: origin.machineArn,
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

/** Patterns name values; prefixes, ranges and the like are not known here. */
function checkPattern(pattern: Pattern): void {
  for (const [field, wanted] of Object.entries(pattern)) {
    if (!Array.isArray(wanted)) checkPattern(Object(wanted));
    else if (wanted.some((value) => typeof value === 'object')) {
      throw new Error(`the pattern of \`${field}\` is more than a list of values, which this machine does not know`);
    }
  }
}

function matches(pattern: Pattern, event: Pattern): boolean {
  return Object.entries(pattern).every(([field, wanted]) =>
    Array.isArray(wanted) ? wanted.includes(event[field]) : matches(Object(wanted), Object(event[field])),
  );
}
