import { paginateDescribeBlueGreenDeployments, type RDSClient } from '@aws-sdk/client-rds';
import type { DatabaseName } from '../../../domain/database/dependents';
import { readingOnlyAnswersOfRds } from './answers';

/** Blue/green deployments that the database is part of, on either side, each with its status. */
export async function blueGreenDeployments(client: RDSClient, names: readonly DatabaseName[]): Promise<string[]> {
  const found: string[] = [];
  const isIts = (arn = '') => names.some(({ name }) => arn.split(':').slice(6).join(':') === name);
  const pages = paginateDescribeBlueGreenDeployments({ client: readingOnlyAnswersOfRds(client) }, {});
  for await (const { BlueGreenDeployments = [] } of pages) {
    for (const { BlueGreenDeploymentName, Source, Target, Status } of BlueGreenDeployments) {
      if (isIts(Source) || isIts(Target)) found.push(`${BlueGreenDeploymentName} (${Status})`);
    }
  }
  return found;
}
