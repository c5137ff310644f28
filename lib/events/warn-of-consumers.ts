import { Aspects, Stack, Validations } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { TrafficSwitch } from '../traffic/traffic-switch';
import { consumersOf } from './consumers';

export interface WatchedBucket {
  readonly bucket: IBucket;
  readonly prefix: string;
  readonly switches: readonly TrafficSwitch[];
  /** ARNs. */
  readonly wantedEventConsumers: readonly string[];
}

/** When the app is synthesised, so that notifications made later are seen too. */
export function warnOfConsumers(
  scope: Construct,
  { bucket, prefix, switches, wantedEventConsumers }: WatchedBucket,
): void {
  const held = new Set(switches.flatMap(({ holds }) => (holds === undefined ? [] : [holds, holds.node.defaultChild])));
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope) return;
      const written = (arn: unknown) => JSON.stringify(Stack.of(scope).resolve(arn));
      const wanted = new Set(wantedEventConsumers.map(written));
      const free = consumersOf(bucket, prefix).filter(({ by, arn }) => !held.has(by) && !wanted.has(written(arn)));
      if (free.length === 0) return;
      Validations.of(scope).addWarning(
        'pegasus-backup:bucket-events',
        `The bucket ${bucket.node.path} tells of its events: ${free.map(({ name }) => name).join('; ')}. Each object that a restore copies or marks deleted is such an event, so they work again for each. Add \`TrafficSwitch.bucketNotifications(bucket)\` (for a rule \`TrafficSwitch.rule(rule)\`) to \`traffic\`, which holds them back during the freeze; name those in \`wantedEventConsumers\` whose work may be done again.`,
      );
    },
  });
}
