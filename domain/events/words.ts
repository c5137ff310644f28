import { type ConsumerCount, RAISED, totalOf } from './consumers';

/** `12 × s3:ObjectCreated:Copy, 3 × s3:ObjectRemoved:DeleteMarkerCreated` */
const kinds = ({ count }: ConsumerCount): string =>
  RAISED.flatMap((event) => (count[event] ? [`${count[event]} × ${event}`] : [])).join(', ');

const say = ({ kind, name }: Pick<ConsumerCount, 'kind' | 'name'>): string => `${kind} ${name}`;

/** One sentence for each consumer that is told, before the writes (`raises`) or after them (`raised`). */
export function eventWords(consumers: readonly ConsumerCount[], verb: 'raises' | 'raised'): string[] {
  return consumers
    .filter((consumer) => totalOf(consumer) > 0)
    .map(
      (consumer) => `${say(consumer)}: ${verb} ${totalOf(consumer)} events (${kinds(consumer)}); ${advice(consumer)}.`,
    );
}

/** What to do with what a consumer was given, and how to hold it back next time. */
function advice({ kind, name }: ConsumerCount): string {
  switch (kind) {
    case 'function':
      return 'it ran for each unless `TrafficSwitch.bucketNotifications` held it back; look for work done twice';
    case 'queue':
      return `what waits in it is handled when its consumers run: compare with the count, then purge it if nothing else is in it (aws sqs purge-queue --queue-url $(aws sqs get-queue-url --queue-name ${name.split(':').at(-1)} --query QueueUrl --output text))`;
    case 'topic':
      return 'its subscribers were told; look for work done twice';
    case 'EventBridge':
      return 'rules on source `aws.s3` match them unless `TrafficSwitch.rule` held them back (aws events list-rules)';
  }
}
