import { SFNClient } from '@aws-sdk/client-sfn';
import { Command } from 'commander';
import { Executions } from '../../runtime/execution/executions';
import { ExitCode } from '../exit-code';

/** `pegasus-backup status`: progress of a restore; `restore --follow` waits for its end. */
export function statusCommand(): Command {
  return new Command('status')
    .description('Show the progress of a restore, step by step')
    .requiredOption('--execution <arn>', 'execution ARN, as printed by `restore`')
    .option('--endpoint-url <url>', 'custom endpoint URL')
    .action(async ({ execution, endpointUrl }: { execution: string; endpointUrl?: string }) => {
      const executions = new Executions(new SFNClient({ endpoint: endpointUrl }), 0);
      for (const { name, seconds } of await executions.taken(execution)) {
        console.log(`${name.padEnd(18)} ${seconds.toFixed(1)} s`);
      }
      const { status, error, cause } = await executions.describe(execution);
      console.log([status, error, cause].filter((part) => part !== undefined).join(': '));
      process.exitCode = status === 'SUCCEEDED' || status === 'RUNNING' ? ExitCode.VERIFIED : ExitCode.WRONG;
    });
}
