import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import type { Clients } from '../clients';
import { waitFor } from '../pause';
import { describeStack } from '../stack-state';

/** Functions in a VPC give their network interfaces back late. */
const AT_MOST = 90 * 60;

/** @returns its last status: `DELETE_COMPLETE`, or `DELETE_FAILED` where something of it could not be deleted */
export async function deleteStack(
  stackId: string,
  { cloudFormation }: Pick<Clients, 'cloudFormation'>,
  secondsBetweenLooks: number,
): Promise<string> {
  await cloudFormation.send(new DeleteStackCommand({ StackName: stackId }));
  const look = async () => {
    const status = (await describeStack({ cloudFormation }, stackId))?.StackStatus ?? 'DELETE_COMPLETE';
    return /^DELETE_(COMPLETE|FAILED)$/.test(status) ? status : undefined;
  };
  return await waitFor('the deletion of the stack', look, { every: secondsBetweenLooks, atMost: AT_MOST });
}
