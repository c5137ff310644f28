import { Duration } from 'aws-cdk-lib';
import type { OpenLowTrafficEnvironment } from '../../lambda/open-low-traffic';
import { cutOverJson } from './cut-over-json';
import type { HandlerDefinition } from './handler';
import { readsRuns, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

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
