import { userInfo } from 'node:os';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Command } from 'commander';
import { sayMoment } from '../../domain/workflow/candidates';
import { approvalKey, isSamePerson } from '../../domain/workflow/decision';
import { ErrorName } from '../../domain/workflow/errors';
import type { Approval } from '../../domain/workflow/workflow';
import { Executions } from '../../runtime/execution/executions';
import { findWaiting, tokenAt } from '../execution/find-waiting';
import { type StateMachineArguments, withStateMachine } from '../execution/state-machine-options';
import { BadArguments } from '../exit-code';

interface ApproveArguments extends StateMachineArguments {
  readonly by: string;
  readonly refuse?: string;
  readonly execution?: string;
}

/** `pegasus-backup approve`: approves or refuses a restore that waits for approval. */
export function approveCommand(): Command {
  const command = new Command('approve')
    .description('Approve or refuse a restore that waits for approval')
    .option('--refuse <reason>', 'refuse the restore, for this reason')
    .option('--by <name>', 'approver; must differ from the requester', userInfo().username)
    .option('--execution <arn>', 'execution to answer, when more than one restore waits');
  return withStateMachine(command).action(approve);
}

async function approve({ by, refuse, ...which }: ApproveArguments): Promise<void> {
  const executions = new Executions(new SFNClient({ endpoint: which.endpointUrl }), 0);
  const waiting = await findWaiting('RequestApproval', which, executions);
  const { plan } = waiting.workflow;
  if (by.trim() === '' || isSamePerson(by, plan.requestedBy)) {
    throw new BadArguments(
      `\`--by ${by}\` is not allowed: ${plan.requestedBy} requested this restore, and the approver must differ from the requester.`,
    );
  }
  const token = await tokenAt(approvalKey(plan), waiting, which.endpointUrl);
  if (refuse !== undefined) {
    await executions.refuse(token, ErrorName.APPROVAL_REFUSED, `${by}: ${refuse}`);
    console.log(`refused by ${by}: ${waiting.execution} ends; nothing was changed`);
    return;
  }
  const approval: Approval = { approvedBy: by, approvedAt: new Date().toISOString() };
  await executions.answer(token, approval);
  console.log(`approved by ${by}: ${waiting.execution} continues, to ${sayMoment(plan, 0)}`);
}
