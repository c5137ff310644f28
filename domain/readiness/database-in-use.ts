import { judge, notApplicable } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const DATABASE_IN_USE: ReadinessCheck = {
  name: 'DatabaseInUse',
  expected: 'the database that the application uses is the one that is backed up',
};

export interface Address {
  readonly host?: string;
  readonly port?: number;
  /** Where one server has several. */
  readonly database?: string;
}

/**
 * After a cut-over the application uses the restored database, and the template still names the old one.
 *
 * @param used where the application is sent; no host means that the name of the instance leads there, no port that a
 * record of the DNS does
 */
export function databaseInUse(identifier: string, described: Address, used: Address): CheckResult {
  if (used.host === undefined)
    return notApplicable(DATABASE_IN_USE, 'the secret names no host: it goes with its instance');
  const [there, here] = [used, described].map(({ host, port, database }) => {
    const server = used.port === undefined ? host : `${host}:${port}`;
    return described.database === undefined ? server : `${server}/${database}`;
  });
  const defects =
    there === here
      ? []
      : [
          `the application uses ${there}, but ${identifier} at ${here} is what is backed up: name the restored database in the stack (\`database\`) and deploy it`,
        ];
  return judge(DATABASE_IN_USE, defects, `${identifier} at ${here}`);
}
