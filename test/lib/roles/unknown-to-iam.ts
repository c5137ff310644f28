import type { Statement } from './evaluate';
import { type Action, type IamReference, isKey } from './iam-reference';
import { overlap } from './overlap';
import { UNKNOWN } from './policies-in';

export const list = (value: string | readonly string[] | undefined): readonly string[] => [value ?? []].flat();

/** Partition, service, Region and account by themselves: a `*` of the name stands for no colon before it. */
const partsOf = (arn: string): readonly string[] => {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
};

/** Names of buckets have no slash; what other ARNs end in may have any character. */
export function fits(documented: string, resource: string): boolean {
  const pattern = documented.replace(/\$\{[^}]*\}/g, '*');
  const without = /:s3:::[^/]*$/.test(documented) ? '/' : '';
  if (resource.startsWith(UNKNOWN)) return overlap(pattern, resource, without);
  const [wanted, given] = [partsOf(pattern), partsOf(resource)];
  return wanted.every((part, index) => overlap(part, given[index]!, without));
}

/** About no resource, says the reference; what is known of them beside it. */
const ABOUT_MORE: Readonly<Record<string, string>> = {
  'states:SendTaskSuccess':
    'IAM compares it with the state machine: its refusals name that ARN (https://github.com/NOAA-OWP/hydrovis/issues/837), and grantTaskResponse of CDK gives it',
  'states:SendTaskFailure': 'as SendTaskSuccess',
  'ssm:DescribeParameters':
    'what an application on ECS is given by CDK to read a parameter; it needs the others of that statement only',
};

export const isAny = (resource: string): boolean => resource === '*' || resource === UNKNOWN;

/** What a request about one of these resources can have, beside what every request has. */
const keysOf = ({ keys, types }: Action, resources: readonly string[]): readonly string[] => [
  ...keys,
  ...types
    .filter(({ arn }) => resources.length === 0 || resources.some((one) => isAny(one) || fits(arn, one)))
    .flatMap((type) => type.keys),
];

/**
 * What of a statement IAM does not know, in words: an action, a resource that no action of it is about, an action that is
 * about none of its resources, a condition key that requests of an action never have. IAM takes all of them without a
 * word, and then allows nothing, or denies nothing.
 *
 * @param ofResource the statement is in the policy of a resource, or in the trust of a role: it is about that one
 */
export function unknownToIam(statement: Statement, reference: IamReference, ofResource = false): string[] {
  const patterns = list(statement.Action ?? statement.NotAction).filter((pattern) => pattern !== '*');
  const resources = ofResource && statement.Resource === undefined ? [] : list(statement.Resource ?? '*');
  const found = patterns.map((pattern) => ({ pattern, actions: reference.actions(pattern) }));
  const actions = found.flatMap(({ actions }) => actions);
  const isAbout = ({ name, types }: Action, resource: string) =>
    name in ABOUT_MORE || types.some(({ arn }) => fits(arn, resource));
  const named = resources.filter((resource) => !isAny(resource));

  const noActions = found
    .filter(({ actions }) => actions.length === 0)
    .map(({ pattern }) => `${pattern}: there is no such action`);
  const aboutNothing = found
    .filter(({ actions }) => actions.length > 0 && named.length > 0 && named.length === resources.length)
    .filter(({ actions }) => !actions.some((action) => named.some((resource) => isAbout(action, resource))))
    .map(({ pattern, actions: [action] }) => {
      const types = action!.types.map(({ name }) => name).join(', ');
      return `${pattern} is about ${types || 'no resource: `*` alone is allowed'}, not about ${named.join(', ')}`;
    });
  const ofNoAction = (actions.length > 0 && aboutNothing.length === 0 ? named : [])
    .filter((resource) => !actions.some((action) => isAbout(action, resource)))
    .map((resource) => `${resource} is what none of ${patterns.join(', ')} is about`);
  return [...noActions, ...aboutNothing, ...ofNoAction, ...unknownKeys(statement, found, reference, resources)];
}

function unknownKeys(
  { Condition = {} }: Statement,
  found: readonly { readonly pattern: string; readonly actions: readonly Action[] }[],
  reference: IamReference,
  resources: readonly string[],
): string[] {
  const used = [...new Set(Object.values(Condition).flatMap((keys) => Object.keys(keys)))];
  return used
    .filter((key) => !reference.isGlobal(key))
    .flatMap((key) =>
      found
        .filter(({ actions }) => actions.length > 0)
        .filter(({ actions }) => !actions.some((one) => keysOf(one, resources).some((known) => isKey(known, key))))
        .map(({ pattern }) => `${pattern} has no condition key ${key}`),
    );
}
