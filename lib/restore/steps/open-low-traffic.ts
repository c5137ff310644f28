import { Duration } from 'aws-cdk-lib';
import type { OpenLowTrafficEnvironment } from '../../../lambda/steps/open-low-traffic';
import type { HandlerDefinition } from '../../handler/handler';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { cutOverJson } from '../shared/cut-over-json';
import { databaseEnvironment, databaseNetwork } from '../shared/database-environment';

export const openLowTraffic = (
  resources: Pick<RestoreResources, 'evidence' | 'traffic' | 'cutOver' | 'database' | 'network'>,
): HandlerDefinition<OpenLowTrafficEnvironment> => ({
  bundle: 'open-low-traffic',
  description: 'OpenLowTraffic: points the application at the candidate and admits low traffic',
  environment: {
    ...resources.traffic.environment,
    ...databaseEnvironment(resources.database),
    CUT_OVER: cutOverJson(resources),
  },
  permissions: [
    ...resources.database._definition.permissions.describes,
    ...resources.database._definition.permissions.releases,
    ...resources.cutOver._definition.cutsOver(resources.database._definition),
    ...resources.traffic.driven('sets low-traffic with the new generation'),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence, 'OpenLowTraffic'),
  ],
  network: databaseNetwork(resources),
  timeout: Duration.minutes(5),
});
