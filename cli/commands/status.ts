import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Command } from 'commander';
import { howToDecide } from '../../domain/workflow/how-to-decide';
import { lossesKey, parseLosses } from '../../domain/workflow/losses';
import { sayOffers } from '../../domain/workflow/offers';
import { Evidence } from '../../runtime/evidence/evidence';
import { Executions } from '../../runtime/execution/executions';
import { waitingAt } from '../../runtime/execution/waiting-run';
import {
  type ExecutionArguments,
  executionOf,
  executionOption,
  withStateMachine,
} from '../execution/state-machine-options';
import { ExitCode } from '../exit-code';
import { say } from '../terminal';

/** `pegasus-backup status`: progress of a restore; `restore --follow` waits for its end. */
export function statusCommand(): Command {
  const command = new Command('status')
    .description('Show the progress of a restore, step by step')
    .addOption(
      executionOption('execution ARN, as printed by `restore`; or else the newest of the state machine').conflicts([
        'stateMachine',
        'stack',
      ]),
    );
  return withStateMachine(command).action(async (which: ExecutionArguments) => {
    const executions = new Executions(new SFNClient({ endpoint: which.endpointUrl }), 0);
    const execution = await executionOf(which, executions);
    for (const { name, seconds } of await executions.taken(execution)) {
      say(`${name.padEnd(18)} ${seconds.toFixed(1)} s`);
    }
    const { status, error, cause } = await executions.describe(execution);
    say([status, error, cause].filter((part) => part !== undefined).join(': '));
    for (const line of await howToAnswer(execution, executions, which.endpointUrl)) say(line);
    process.exitCode = status === 'SUCCEEDED' || status === 'RUNNING' ? ExitCode.VERIFIED : ExitCode.WRONG;
  });
}

/** What a restore waits for, and how to answer; nothing where it does not wait. */
async function howToAnswer(execution: string, executions: Executions, endpointUrl?: string): Promise<string[]> {
  const waiting = await waitingAt(execution, executions);
  if (waiting === undefined) return [];
  const { step, plan, workflow } = waiting;
  const identity = { id: execution };
  if (step === 'RequestApproval') {
    return ['waits for approval (to refuse it, the action is abort):', ...howToDecide(plan, identity, 'approve')];
  }
  const { failure, attempt = 0, candidate = 0, attempts = [], freeze } = workflow;
  if (failure === undefined) return ['waits for a decision, and says nothing of why: stop it to end it.'];
  const evidence = new Evidence(new S3Client({ endpoint: endpointUrl, forcePathStyle: true }), plan.evidence.bucket);
  const losses = await evidence.getJson(lossesKey(plan, attempt), parseLosses).then(
    (found) => found?.length,
    () => 'unknown' as const,
  );
  return [
    `waits for a decision: ${failure.step} failed: ${failure.cause}`,
    ...sayOffers({ plan, attempt, candidate, attempts, failure, freeze }, identity, losses),
  ];
}
