import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const IDENTIFIER = /^(?!.*--)[a-z][a-z0-9-]{0,62}(?<!-)$/;

/**
 * RDS keeps identifiers in lower case, and IAM compares ARNs letter by letter: a role for another spelling is for no
 * database at all.
 *
 * @throws Error for what is known to be none
 */
export function checkIdentifier({ node }: IConstruct, identifier: string): void {
  if (Token.isUnresolved(identifier) || IDENTIFIER.test(identifier)) return;
  throw new Error(
    `The database ${node.path} is imported with the identifier '${identifier}'; it must be as RDS has it, no ARN and no address: 1 to 63 lower-case letters, digits and hyphens, a letter first, no hyphen last and no two in a row.`,
  );
}
