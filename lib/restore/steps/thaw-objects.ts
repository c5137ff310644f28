import type { ThawObjectsEnvironment } from '../../../lambda/steps/thaw-objects';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { publishes } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { asksHistory, readsHistory, thawsObjects } from '../shared/object-permissions';

export const thawObjects = (
  resources: Pick<RestoreResources, 'bucket' | 'prefix' | 'evidence' | 'notifications' | 'pair'>,
): HandlerDefinition<ThawObjectsEnvironment> => ({
  bundle: 'thaw-objects',
  description: 'ThawObjects: has archived versions thawed that the restore copies, before anything is frozen',
  environment: { NOTIFICATION_TOPIC_ARN: resources.notifications.topicArn, PAIR: resources.pair },
  permissions: [
    ...asksHistory(resources),
    ...readsHistory(resources),
    ...thawsObjects(resources),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence, 'ThawObjects'),
    ...publishes(resources.notifications, 'says what thawing takes before S3 is asked'),
  ],
  timeout: LONGEST,
  memorySize: 1024,
});
