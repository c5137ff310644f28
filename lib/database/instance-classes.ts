import { Token } from 'aws-cdk-lib';
import { ALTERNATIVE_CLASS_LIMIT } from '../../domain/database/placement';

/** `alternativeInstanceClasses`, looked at. @throws Error that says what is wrong with them */
export function instanceClasses(given: readonly string[] = []): readonly string[] {
  if (given.length > ALTERNATIVE_CLASS_LIMIT) {
    throw new Error(
      `\`alternativeInstanceClasses\` has ${given.length} classes; at most ${ALTERNATIVE_CLASS_LIMIT} are tried while production stands still: keep those that are wanted most.`,
    );
  }
  for (const instanceClass of given) {
    if (Token.isUnresolved(instanceClass) || /^db\.[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(instanceClass)) continue;
    throw new Error(
      `\`alternativeInstanceClasses\` has '${instanceClass}', which is no class of instances: give it as RDS calls it, as 'db.r7g.large'.`,
    );
  }
  return given;
}
