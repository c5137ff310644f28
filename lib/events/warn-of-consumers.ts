import { Aspects, Stack, Validations } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { RAISED_BY_COPIES } from '../../domain/events/raised';
import type { TrafficSwitch } from '../traffic/traffic-switch';
import { type AppConsumer, consumersOf } from './consumers';

interface WrittenBucket {
  readonly bucket: IBucket;
  readonly prefix: string;
  /** ARNs. */
  readonly wantedEventConsumers: readonly string[];
}

export interface WatchedBucket extends WrittenBucket {
  readonly switches: readonly TrafficSwitch[];
}

export function warnOfConsumers(scope: Construct, { switches, ...watched }: WatchedBucket): void {
  const { bucket, prefix } = watched;
  const held = new Set(
    switches.flatMap(({ _holds: holds }) => (holds === undefined ? [] : [holds, holds.node.defaultChild])),
  );
  warnAtSynth(scope, watched, {
    id: 'pegasus-backup:bucket-events',
    find: () => consumersOf(bucket, prefix).filter(({ by }) => !held.has(by)),
    say: (names) =>
      `The bucket ${bucket.node.path} tells of its events: ${names}. Each object that a restore copies or marks deleted is such an event, so they work again for each. Add \`TrafficSwitch.bucketNotifications(bucket)\` (for a rule \`TrafficSwitch.rule(rule)\`) to \`traffic\`, which holds them back during the freeze; name those in \`wantedEventConsumers\` whose work may be done again.`,
  });
}

/** Copies are made every day, and nothing holds back what hears of them. */
export function warnOfCopyConsumers(scope: Construct, watched: WrittenBucket): void {
  const { bucket, prefix } = watched;
  warnAtSynth(scope, watched, {
    id: 'pegasus-backup:object-copy-events',
    find: () => consumersOf(bucket, prefix, RAISED_BY_COPIES),
    say: (names) =>
      `The bucket of the daily object copies, ${bucket.node.path}, tells of its events: ${names}. Each object that is copied to '${prefix}<date>/' is such an event, every day, so they work for each. Give them a filter that '${prefix}' does not pass, or name those in \`wantedEventConsumers\` that are meant to.`,
  });
}

interface Warning {
  readonly id: string;
  readonly find: () => readonly AppConsumer[];
  readonly say: (names: string) => string;
}

/** When the app is synthesised, so that notifications made later are seen too. */
function warnAtSynth(scope: Construct, { wantedEventConsumers }: WrittenBucket, { id, find, say }: Warning): void {
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope) return;
      const written = (arn: unknown) => JSON.stringify(Stack.of(scope).resolve(arn));
      const wanted = new Set(wantedEventConsumers.map(written));
      const free = find().filter(({ arn }) => !wanted.has(written(arn)));
      if (free.length > 0) Validations.of(scope).addWarning(id, say(free.map(({ name }) => name).join('; ')));
    },
  });
}
