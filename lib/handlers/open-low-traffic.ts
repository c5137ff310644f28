import { Duration } from 'aws-cdk-lib';
import type { OpenLowTrafficEnvironment } from '../../lambda/open-low-traffic';
import type { HandlerDefinition } from './handler';
import { readsRuns, rewritesSecret, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const openLowTraffic = (
  resources: Pick<RestoreResources, 'evidence' | 'traffic' | 'cutOver'>,
): HandlerDefinition<OpenLowTrafficEnvironment> => ({
  bundle: 'open-low-traffic',
  description: 'OpenLowTraffic: points the application at the candidate and admits low traffic',
  environment: {
    ...resources.traffic.environment,
    CUT_OVER_SECRET_ARN: resources.cutOver.secret.secretArn,
  },
  permissions: [
    ...rewritesSecret(resources.cutOver.secret, 'rewrites host and port that the application reads'),
    ...resources.traffic.driven('sets low-traffic with the new generation'),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence),
  ],
  timeout: Duration.minutes(5),
});
