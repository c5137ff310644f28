import { Duration } from 'aws-cdk-lib';
import type { FreezeWritesEnvironment } from '../../lambda/freeze-writes';
import type { HandlerDefinition } from './handler';
import { readsRuns, setsTraffic, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const freezeWrites = (
  resources: Pick<RestoreResources, 'evidence' | 'traffic'>,
): HandlerDefinition<FreezeWritesEnvironment> => ({
  bundle: 'freeze-writes',
  description: 'FreezeWrites: records the mode of traffic, then freezes it',
  environment: { TRAFFIC_PARAMETER: resources.traffic.parameter.parameterName },
  permissions: [
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence),
    ...setsTraffic(resources.traffic.parameter, 'reads the mode in force and sets it to frozen'),
  ],
  timeout: Duration.minutes(5),
});
