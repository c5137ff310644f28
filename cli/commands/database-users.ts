import { Command, Option } from 'commander';
import { DATABASE_USERS_SQL } from '../../runtime/database/database-users';
import { ExitCode } from '../exit-code';
import { print } from '../terminal';

/** `pegasus-backup database-users`: a migration that makes users for reading and for the heartbeat. Touches nothing. */
export function databaseUsersCommand(): Command {
  return new Command('database-users')
    .description('Print the SQL that makes a user who reads and one who writes the heartbeat, without a superuser')
    .addOption(new Option('--sql', 'print the SQL; nothing is connected to').makeOptionMandatory())
    .action(() => {
      print(DATABASE_USERS_SQL);
      process.exitCode = ExitCode.VERIFIED;
    });
}
