import { count, judge, notApplicable, unknown } from '../checks/check';
import { canBeTold, type EventConsumer } from '../events/consumers';
import { ruleName } from '../events/rule';
import { sayConsumer } from '../events/words';
import type { SwitchSpec } from '../traffic/switches';
import type { CheckResult, Location } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const BUCKET_EVENTS: ReadinessCheck = {
  name: 'BucketEvents',
  expected: 'what hears of the writes of a restore is held back by a switch, or wanted',
};

export interface BucketEventsFacts {
  readonly protectedLocation: Location;
  /** Whom the bucket tells. */
  readonly consumers: readonly EventConsumer[];
  readonly switches: readonly SwitchSpec[];
  /** ARNs of those that may hear of them. */
  readonly wanted: readonly string[];
}

/** Each copy and each marker of a restore is an event: who hears of it takes it for an upload or a deletion. */
export function bucketEvents({ protectedLocation, consumers, switches, wanted }: BucketEventsFacts): CheckResult {
  const { bucket, prefix } = protectedLocation;
  const told = consumers.filter((one) => canBeTold(one, prefix));
  if (told.length === 0) {
    return notApplicable(
      BUCKET_EVENTS,
      `no function, queue, topic or rule hears of what is written to s3://${bucket}/${prefix}`,
    );
  }
  const asked = told.filter(({ name }) => wanted.includes(name));
  const held = told.filter((one) => !asked.includes(one) && isHeld(one, bucket, switches));
  const free = told.filter((one) => !asked.includes(one) && !held.includes(one));
  const unlisted = free.find(({ kind }) => kind === 'EventBridge');
  if (unlisted !== undefined && free.length === 1) return unknown(BUCKET_EVENTS, sayUnlisted(unlisted));
  return judge(
    BUCKET_EVENTS,
    free.map((one) => (one === unlisted ? sayUnlisted(one) : sayFree(one))),
    `${count(told.length, 'consumer')}: ${held.length} held back by \`traffic\`, ${asked.length} wanted`,
  );
}

/** A function that is stopped, or a queue that is not read, is given every event later: neither is held back by that. */
function isHeld({ rule }: EventConsumer, bucket: string, switches: readonly SwitchSpec[]): boolean {
  return switches.some((one) =>
    rule === undefined
      ? one.kind === 'bucket-notifications' && one.bucket === bucket
      : one.kind === 'rule' && (one.eventBus ?? 'default') === 'default' && one.name === ruleName(rule),
  );
}

function sayFree(one: EventConsumer): string {
  const what = one.rule === undefined ? 'bucketNotifications(bucket)' : 'rule(rule)';
  return `${sayConsumer(one)} hears of what a restore writes: add \`TrafficSwitch.${what}\` to \`traffic\`, or ${one.name} to \`wantedEventConsumers\``;
}

const sayUnlisted = (one: EventConsumer): string =>
  `the bucket tells ${sayConsumer(one)}: give WatchReadiness a way to EventBridge, and the right to list its rules`;
