import { Duration } from 'aws-cdk-lib';
import type { ReportStoppedEnvironment } from '../../lambda/events/report-stopped';
import type { HandlerDefinition } from '../handler/handler';
import { readsRuns, writesRuns } from '../handler/run-files';
import type { RestoreResources } from './resources';
import { tearDown, tearsDown } from './steps/tear-down';
import { reports, writeReport } from './steps/write-report';

/** It has the permissions of TearDown and WriteReport, because it does the work of both when neither function can. */
export const reportStopped = (resources: RestoreResources): HandlerDefinition<ReportStoppedEnvironment> => {
  const [end, report] = [tearDown(resources), writeReport(resources)];
  return {
    bundle: 'report-stopped',
    description: 'ReportStopped: tears down and reports a restore that ended outside every catch',
    environment: {
      ...end.environment,
      ...report.environment,
      DATABASE_IDENTIFIER: resources.database.identifier,
      PROTECTED_BUCKET: resources.bucket.bucketName,
    },
    permissions: [
      ...tearsDown(resources),
      ...reports(resources),
      ...readsRuns(resources.evidence),
      ...writesRuns(resources.evidence, 'TearDown', 'WriteReport', 'ReportStopped'),
    ],
    network: end.network,
    timeout: Duration.minutes(10),
  };
};
