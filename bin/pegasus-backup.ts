#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { approveCommand } from '../cli/commands/approve';
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
  .description('Brings a Postgres database and the bucket its rows refer to back to the same moment, proved.')
  .addHelpText(
    'after',
    '\nExit codes: 0 done and verified, 1 done and wrong, 2 bad arguments (nothing touched), 3 could not run.',
  )
  .exitOverride();
const commands = [
  drillCommand(),
  restoreCommand(),
  approveCommand(),
  decideCommand(),
  statusCommand(),
  reportCommand(),
  verifyCommand(),
  rewindCommand(),
  copyObjectsCommand(),
  restoreObjectCopyCommand(),
];
for (const command of commands) program.addCommand(command.copyInheritedSettings(program));

/** Commander has printed its own errors and help already; ours are one line each. */
function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.VERIFIED : ExitCode.BAD_ARGUMENTS;
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  const refused = error instanceof PegasusError && error.name === ErrorName.INVALID_REQUEST;
  return refused || error instanceof BadArguments ? ExitCode.BAD_ARGUMENTS : ExitCode.COULD_NOT_RUN;
}

// Said once for every client; the package says in `engines` which Node.js it needs.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
program.parseAsync().catch((error: unknown) => {
  process.exitCode = exitCodeOf(error);
});
