import { Duration } from 'aws-cdk-lib';
import type { ResumeTrafficEnvironment } from '../../lambda/resume-traffic';
import type { HandlerDefinition } from './handler';
import { readsRuns, setsTraffic, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const resumeTraffic = (
  resources: Pick<RestoreResources, 'evidence' | 'traffic'>,
): HandlerDefinition<ResumeTrafficEnvironment> => ({
  bundle: 'resume-traffic',
  description: 'ResumeTraffic: opens traffic on the verified restore',
  environment: { TRAFFIC_PARAMETER: resources.traffic.parameter.parameterName },
  permissions: [
    ...setsTraffic(resources.traffic.parameter, 'opens traffic with the new generation'),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence),
  ],
  timeout: Duration.minutes(5),
});
