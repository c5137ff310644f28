import { lossesKey } from './losses';
import { quoted } from './quoted';
import type { ExecutionIdentity, RestorePlan } from './workflow';

/** How to answer a run that waits, in a mail: no link to follow, nothing to paste that others have typed. */
export const howToDecide = (
  { decisionStateMachine }: Pick<RestorePlan, 'decisionStateMachine'>,
  { id }: Pick<ExecutionIdentity, 'id'>,
  action: string,
): string[] => [
  `  pegasus-backup decide --execution ${id} --action ${action} --reason "…"`,
  'or start the decision state machine, from the console or with the AWS CLI:',
  `  aws stepfunctions start-execution --state-machine-arn ${decisionStateMachine} \\`,
  `    --input '${JSON.stringify({ run: id, action, reason: '…' })}'`,
];

/** How to go on without what is lost for good: the list is a file ready to be used, once it has been read. */
export const howToAcceptLosses = (
  plan: Pick<RestorePlan, 'evidence'>,
  { id }: Pick<ExecutionIdentity, 'id'>,
  attempt: number,
): string[] => [
  `  aws s3 cp s3://${plan.evidence.bucket}/${lossesKey(plan, attempt)} losses.json`,
  `  pegasus-backup decide --execution ${id} --action accept-losses --reason "…" --losses losses.json`,
];

/** What a run was started for, as the requester typed it. */
export const sayRequest = ({ requestedBy, mode, reason }: RestorePlan): string =>
  `requested by ${quoted(requestedBy)} (${mode}): ${quoted(reason)}`;
