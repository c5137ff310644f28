import { IamReference } from './iam-reference';
import { incomplete } from './incomplete';
import { policiesIn, type TemplateText } from './policies-in';
import { unknownToIam } from './unknown-to-iam';

const REFERENCE = new IamReference();

/** What IAM does not know in the policies of an app's templates, or would ask for besides: where it stands, and what. @throws Error when there is no policy */
export function unknownIn(templates: readonly TemplateText[], reference = REFERENCE): string[] {
  const policies = policiesIn(templates);
  if (policies.length === 0) throw new Error('These templates have no policies.');
  return policies.flatMap(({ where, ofResource, statements }) =>
    [
      ...statements.flatMap((statement) => unknownToIam(statement, reference, ofResource)),
      ...incomplete(statements, reference),
    ].map((found) => `${where}: ${found}`),
  );
}
