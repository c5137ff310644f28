import { type Conditions, type Context, hold, matches } from './conditions';

/** One statement of a policy, its values in full. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Conditions;
}

export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
}

/** Who asks: with the policies of its role, attached or inline. */
export interface Principal {
  readonly arn: string;
  readonly statements: readonly Statement[];
  /** Of its permissions boundary. @default - it has none */
  readonly boundary?: readonly Statement[];
}

export type Verdict = 'allowed' | 'denied' | 'explicitly denied';

/** Where the key's or the role's own policy must agree, whatever the policies of the caller say. */
const NEEDS_BOTH = /^(kms|sts):/;

/**
 * What IAM decides within one account: an explicit deny wins; else there must be an allow, by the role's policies or by
 * the policy of the resource, and the boundary, where there is one, must allow it too.
 *
 * `@cloud-copilot/iam-simulate` does this for all of IAM; it is licensed under the AGPL, so it is not used here. This is the
 * subset that our templates have, tested on AWS's documented examples; what it does not know is an error.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(
  request: Request,
  { arn, statements, boundary }: Principal,
  ofResource: readonly Statement[] = [],
): Verdict {
  const addressed = ofResource.filter((one) => addresses(one, arn));
  const applies = (one: Statement) => appliesTo(one, request);
  const all = [...statements, ...(boundary ?? []), ...addressed].filter(applies);
  if (all.some(({ Effect }) => Effect === 'Deny')) return 'explicitly denied';
  const byRole = statements.some((one) => one.Effect === 'Allow' && applies(one));
  const byResource = addressed.some((one) => one.Effect === 'Allow' && applies(one) && !delegates(one, arn));
  const delegated = addressed.some((one) => one.Effect === 'Allow' && applies(one));
  const isBounded = boundary === undefined || boundary.some((one) => one.Effect === 'Allow' && applies(one));
  const allowed = NEEDS_BOTH.test(request.action) ? byResource || (byRole && delegated) : byResource || byRole;
  return allowed && isBounded ? 'allowed' : 'denied';
}

const list = (value: string | readonly string[]): readonly string[] => [value].flat();

function appliesTo(statement: Statement, { action, resource, context = {} }: Request): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const named = (patterns: string | readonly string[]) => list(patterns).some((one) => matches(one, action, 'i'));
  const about = (patterns: string | readonly string[]) => list(patterns).some((one) => matches(one, resource));
  if (Action === undefined && NotAction === undefined) throw new Error('A statement without `Action`.');
  return (
    (Action === undefined || named(Action)) &&
    (NotAction === undefined || !named(NotAction)) &&
    (Resource === undefined || about(Resource)) &&
    (NotResource === undefined || !about(NotResource)) &&
    hold(Condition, context)
  );
}

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';
const rootOf = (arn: string): string => `arn:aws:iam::${accountOf(arn)}:root`;

/** Whether a statement of a resource's policy speaks of this principal. */
function addresses({ Principal, NotPrincipal }: Statement, arn: string): boolean {
  if (NotPrincipal !== undefined) throw new Error('`NotPrincipal` is not known to this evaluator.');
  return principalsIn(Principal).some((one) => ['*', arn, rootOf(arn), accountOf(arn)].includes(one));
}

/** To the account: its own policies decide then. */
const delegates = ({ Principal }: Statement, arn: string): boolean =>
  principalsIn(Principal).every((one) => [rootOf(arn), accountOf(arn)].includes(one));

function principalsIn(principal: unknown): readonly string[] {
  if (principal === '*') return ['*'];
  return [Object(principal).AWS ?? []].flat().map(String);
}
