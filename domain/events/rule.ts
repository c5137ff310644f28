import type { RaisedEvent } from './raised';
import { type KnownFields, type Match, matchPattern, NotYetKnown } from './rule-pattern';

/** A rule of EventBridge, as far as the events of one bucket concern it. */
export interface BucketRule {
  /** Whose account and region are those of the bucket: S3 tells the default bus there. */
  readonly arn: string;
  readonly bucket: string;
  /** JSON, as EventBridge keeps it. */
  readonly pattern: string;
  /** ARNs of what it starts. */
  readonly targets: readonly string[];
}

const REASONS: Readonly<Record<RaisedEvent, string>> = {
  's3:ObjectCreated:Copy': 'CopyObject',
  's3:ObjectCreated:CompleteMultipartUpload': 'CompleteMultipartUpload',
  's3:ObjectRemoved:DeleteMarkerCreated': 'DeleteObject',
};

/** @param key of the object; or what the keys begin with that the event is about */
export function matchRule({ arn, bucket, pattern }: BucketRule, event: RaisedEvent, key: string | NotYetKnown): Match {
  const [, partition, , region, account] = arn.split(':');
  const later = new NotYetKnown();
  const removed = event === 's3:ObjectRemoved:DeleteMarkerCreated';
  const fields: KnownFields = {
    version: '0',
    id: later,
    'detail-type': removed ? 'Object Deleted' : 'Object Created',
    source: 'aws.s3',
    account,
    time: later,
    region,
    resources: [`arn:${partition}:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, etag: later, 'version-id': later, sequencer: later, ...(!removed && { size: later }) },
      'request-id': later,
      requester: later,
      'source-ip-address': later,
      reason: REASONS[event],
      ...(removed && { 'deletion-type': 'Delete Marker Created' }),
    },
  };
  return matchPattern(JSON.parse(pattern), fields);
}

/** Without its ARN. */
export const ruleName = ({ arn }: Pick<BucketRule, 'arn'>): string => arn.slice(arn.lastIndexOf('/') + 1);
