import { randomUUID } from 'node:crypto';
import type { LocalEvent, LocalEvents } from './eventbridge';
import type { Notification } from './s3/notifications';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './service';

/** Brings what a bucket tells to functions, queues and topics, or to the rules of EventBridge. */
export function deliver(notification: Notification, events: LocalEvents): void {
  const { to, event, bucket, key } = notification;
  if (to === 'EventBridge') events.put(bridged(notification));
  else events.send(to, event, JSON.stringify(records(event, bucket, key)));
}

const records = (eventName: string, bucket: string, key: string) => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: LOCAL_REGION,
      eventTime: new Date().toISOString(),
      eventName: eventName.replace(/^s3:/, ''),
      s3: {
        bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
        object: { key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/') },
      },
    },
  ],
});

const REASONS = {
  's3:ObjectCreated:Put': 'PutObject',
  's3:ObjectCreated:Copy': 'CopyObject',
  's3:ObjectCreated:CompleteMultipartUpload': 'CompleteMultipartUpload',
  's3:ObjectRemoved:DeleteMarkerCreated': 'DeleteObject',
} as const;

function bridged({ event, bucket, key }: Notification): LocalEvent {
  const removed = event === 's3:ObjectRemoved:DeleteMarkerCreated';
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': removed ? 'Object Deleted' : 'Object Created',
    source: 'aws.s3',
    account: LOCAL_ACCOUNT,
    time: new Date().toISOString(),
    region: LOCAL_REGION,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key },
      reason: REASONS[event],
      ...(removed && { 'deletion-type': 'Delete Marker Created' }),
    },
  };
}
