import { type ConsumerCount, type EventConsumer, totalOf } from './consumers';
import { RAISED } from './raised';
import { ruleName } from './rule';

/** `12 × s3:ObjectCreated:Copy, 3 × s3:ObjectRemoved:DeleteMarkerCreated` */
const kinds = ({ count }: ConsumerCount): string =>
  RAISED.flatMap((event) => (count[event] ? [`${count[event]} × ${event}`] : [])).join(', ');

/** A rule with what it starts: that is what worked. */
export function sayConsumer({ kind, name, rule, cause }: EventConsumer): string {
  if (rule !== undefined) return `rule ${ruleName(rule)} (to ${rule.targets.join(', ')})`;
  return cause === undefined ? `${kind} ${name}` : `${kind} ${name} (which of its rules match is unknown: ${cause})`;
}

/** One sentence for each consumer that is told, before the writes (`raises`) or after them (`raised`). */
export function eventWords(consumers: readonly ConsumerCount[], verb: 'raises' | 'raised'): string[] {
  return consumers
    .filter((consumer) => totalOf(consumer) > 0)
    .map(
      (consumer) =>
        `${sayConsumer(consumer)}: ${verb} ${consumer.atMost ? 'at most ' : ''}${totalOf(consumer)} events (${kinds(consumer)}); ${advice(consumer)}.`,
    );
}

/** What to do with what a consumer was given, and how to hold it back next time. */
function advice({ kind, name }: ConsumerCount): string {
  switch (kind) {
    case 'function':
      return 'it ran for each unless `TrafficSwitch.bucketNotifications` held it back; look for work done twice';
    case 'queue':
      return `each is a message. What still waits is yours to let through (do nothing) or, when nothing else is in the queue, to purge (aws sqs purge-queue --queue-url $(aws sqs get-queue-url --queue-name ${name.split(':').at(-1)} --query QueueUrl --output text)); where its readers run, they have handled them: look for work done twice`;
    case 'topic':
      return 'its subscribers were told; look for work done twice';
    case 'rule':
      return 'what it starts worked for each unless `TrafficSwitch.rule` held it back; look for work done twice';
    case 'EventBridge':
      return 'look for rules on source `aws.s3` (aws events list-rules)';
  }
}
