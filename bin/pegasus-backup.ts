#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { decideCommand } from '../cli/commands/decide';
import { drillCommand } from '../cli/commands/drill';
import { copyObjectsCommand, restoreObjectCopyCommand } from '../cli/commands/object-copies';
import { reportCommand } from '../cli/commands/report';
import { restoreCommand } from '../cli/commands/restore';
import { rewindCommand } from '../cli/commands/rewind';
import { statusCommand } from '../cli/commands/status';
import { verifyCommand } from '../cli/commands/verify';
import { BadArguments, ExitCode } from '../cli/exit-code';
import { ErrorName, PegasusError } from '../domain/workflow/errors';

const program = new Command('pegasus-backup')
  .description('Restore PostgreSQL and its S3 objects to one consistent point in time, and verify the result.')
  .addHelpText(
    'after',
    '\nExit codes: 0 verified, 1 verification failed, 2 usage error (nothing was changed), 3 runtime error.',
  )
  .helpCommand('help [command]', 'Show help for a command')
  .exitOverride();
const commands = [
  drillCommand(),
  restoreCommand(),
  decideCommand(),
  statusCommand(),
  reportCommand(),
  verifyCommand(),
  rewindCommand(),
  copyObjectsCommand(),
  restoreObjectCopyCommand(),
];
for (const command of commands) program.addCommand(command.copyInheritedSettings(program));

/** Commander has already printed its own errors and help; ours are one line each. */
function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.VERIFIED : ExitCode.BAD_ARGUMENTS;
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  const refused = error instanceof PegasusError && error.name === ErrorName.INVALID_REQUEST;
  return refused || error instanceof BadArguments ? ExitCode.BAD_ARGUMENTS : ExitCode.COULD_NOT_RUN;
}

// Set once for every client; `engines` in package.json says which Node.js the package needs.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
program.parseAsync().catch((error: unknown) => {
  process.exitCode = exitCodeOf(error);
});
