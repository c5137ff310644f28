import { Command } from 'commander';
import { version } from '../package.json';
import { databaseUsersCommand } from './commands/database-users';
import { decideCommand } from './commands/decide';
import { drillCommand } from './commands/drill';
import { copyObjectsCommand, restoreObjectCopyCommand } from './commands/object-copies';
import { reportCommand } from './commands/report';
import { restoreCommand } from './commands/restore';
import { rewindCommand } from './commands/rewind';
import { statusCommand } from './commands/status';
import { verifyCommand } from './commands/verify';
import { verifyReportCommand } from './commands/verify-report';
import { withExamples } from './options/examples';
import { filesApart } from './options/files-apart';
import { givenOnce } from './options/given-once';
import { TYPED_TEXT } from './terminal';

/** The command line, whole. Errors of its arguments are thrown. */
export function program(): Command {
  const whole = new Command('pegasus-backup')
    .description('Restore PostgreSQL and its S3 objects to one consistent point in time, and verify the result.')
    .version(version, '--version', 'print the version')
    .addHelpText(
      'after',
      '\nExit codes: 0 verified, 1 verification failed, 2 usage error (nothing was changed), 3 runtime error.',
    )
    .helpCommand('help [command]', 'Show help for a command')
    .configureOutput(TYPED_TEXT)
    .exitOverride();
  const commands = [
    drillCommand(),
    restoreCommand(),
    decideCommand(),
    statusCommand(),
    reportCommand(),
    verifyReportCommand(),
    verifyCommand(),
    rewindCommand(),
    copyObjectsCommand(),
    restoreObjectCopyCommand(),
    databaseUsersCommand(),
  ];
  for (const command of commands) {
    whole.addCommand(withExamples(filesApart(givenOnce(command))).copyInheritedSettings(whole));
  }
  return whole;
}
