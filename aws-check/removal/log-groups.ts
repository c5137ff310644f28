import { DeleteLogGroupCommand, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import type { Clients } from '../clients';
import { STACK } from '../names';

type Asked = Pick<Clients, 'logs'>;

/** Made by services and by no template: the exports of RDS, and functions that CDK adds. */
const PREFIXES = [`/aws/rds/instance/${STACK}-`, `/aws/lambda/${STACK}-`, `${STACK}-`];

export async function logGroups({ logs }: Asked): Promise<readonly string[]> {
  const found: string[] = [];
  for (const logGroupNamePrefix of PREFIXES) {
    for await (const page of paginateDescribeLogGroups({ client: logs }, { logGroupNamePrefix })) {
      found.push(...(page.logGroups ?? []).map(({ logGroupName }) => logGroupName!));
    }
  }
  return found;
}

export async function deleteLogGroups(clients: Asked): Promise<void> {
  for (const logGroupName of await logGroups(clients)) {
    await clients.logs.send(new DeleteLogGroupCommand({ logGroupName }));
  }
}
