import { Duration } from 'aws-cdk-lib';
import type { OpenLowTrafficEnvironment } from '../../../lambda/steps/open-low-traffic';
import type { HandlerDefinition } from '../../handler/handler';
import { readsRuns, writesRuns } from '../../handler/permission';
import type { RestoreResources } from '../resources';
import { cutOverJson } from '../shared/cut-over-json';

export const openLowTraffic = (
  resources: Pick<RestoreResources, 'evidence' | 'traffic' | 'cutOver' | 'database'>,
): HandlerDefinition<OpenLowTrafficEnvironment> => ({
  bundle: 'open-low-traffic',
  description: 'OpenLowTraffic: points the application at the candidate and admits low traffic',
  environment: {
    ...resources.traffic.environment,
    CUT_OVER: cutOverJson(resources),
  },
  permissions: [
    ...resources.cutOver.definition.cutsOver(resources.database.definition),
    ...resources.traffic.driven('sets low-traffic with the new generation'),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence),
  ],
  timeout: Duration.minutes(5),
});
