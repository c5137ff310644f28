import { Duration } from 'aws-cdk-lib';
import type { ResumeTrafficEnvironment } from '../../../lambda/steps/resume-traffic';
import type { HandlerDefinition } from '../../handler/handler';
import { keepsFreeze } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';

export const resumeTraffic = (
  resources: Pick<RestoreResources, 'evidence' | 'traffic'>,
): HandlerDefinition<ResumeTrafficEnvironment> => ({
  bundle: 'resume-traffic',
  description: 'ResumeTraffic: opens traffic on the verified restore',
  environment: resources.traffic.environment,
  permissions: [
    ...resources.traffic.driven('opens traffic with the new generation'),
    ...keepsFreeze(resources.evidence),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence, 'ResumeTraffic'),
  ],
  timeout: Duration.minutes(5),
});
