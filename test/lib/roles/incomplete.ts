import type { Statement } from './evaluate';
import type { IamReference } from './iam-reference';
import { fits, isAny, list } from './unknown-to-iam';

/** Where the reference marks the types that each request needs, all of them; elsewhere a mark may mean one of several. */
const NEEDS_ALL = /^rds:/;

/**
 * Which types of resources a policy leaves out of an action that is asked for each of them: RDS asks for a restore
 * whether the database, its option group, its parameter group and its subnet group are allowed.
 */
export function incomplete(statements: readonly Statement[], reference: IamReference): string[] {
  const allowed = statements.filter(({ Effect, Action }) => Effect === 'Allow' && Action !== undefined);
  const actions = new Set(allowed.flatMap(({ Action }) => list(Action)).filter((one) => NEEDS_ALL.test(one)));
  return [...actions].flatMap((action) => {
    const resources = allowed
      .filter(({ Action }) => list(Action).includes(action))
      .flatMap(({ Resource }) => list(Resource));
    return reference
      .actions(action)
      .flatMap(({ types }) => types)
      .filter(({ required, arn }) => required && !resources.some((one) => isAny(one) || fits(arn, one)))
      .map(({ name }) => `${action} is asked for a ${name} too, and allowed for none`);
  });
}
