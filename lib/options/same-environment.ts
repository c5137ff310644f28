import { CfnResource, type IResource, Stack, Token, TokenComparison, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Place } from './imported-parameter';

const PARTS = [
  ['account', 'account'],
  ['region', 'Region'],
] as const;

const isResource = (construct: IConstruct): construct is IResource => 'env' in construct;

/**
 * The handlers ask the services of their own account and Region: what stands elsewhere would be found missing only when
 * it is looked at.
 * @param prop for messages
 * @throws Error where a store is known to be in another account or Region; where that is not known, it is a warning
 */
export function checkEnvironment(here: IConstruct, prop: string, store: IConstruct): void {
  if (!isResource(store)) return;
  const stack = Stack.of(here);
  for (const [part, word] of PARTS) {
    const given = store.env[part];
    const compared = Token.compareStrings(given, stack[part]);
    const says = Token.isUnresolved(given) ? 'not known when the app is synthesised' : given;
    const remedy = `PegasusBackup works in the account and Region of its stack: put it into a stack there (\`env\`), beside the store`;
    if (compared === TokenComparison.DIFFERENT) {
      throw new Error(
        `\`${prop}\` ${store.node.path} is in the ${word} ${given}, and the stack ${stack.stackName} is in ${stack[part]}. ${remedy}, or name the store of ${stack[part]}.`,
      );
    }
    if (compared === TokenComparison.ONE_UNRESOLVED) {
      // What CDK makes cannot be named across the two: it would say so without saying why.
      if (CfnResource.isCfnResource(store.node.defaultChild)) {
        throw new Error(
          `\`${prop}\` ${store.node.path} is in the stack ${Stack.of(store).stackName}, and the stack ${stack.stackName} does not have the same \`env\`: give both stacks the same account and Region, or neither.`,
        );
      }
      Validations.of(here).addWarning(
        `pegasus-backup:${prop}-${part}`,
        `The ${word} of \`${prop}\` ${store.node.path} is ${says}, that of the stack ${stack.stackName} ${Token.isUnresolved(stack[part]) ? 'is not known' : stack[part]}: whether they are one cannot be told. ${remedy}. Acknowledge this warning when it is so.`,
      );
    }
  }
}

/** Stacks of two accounts or Regions cannot name what the other makes; CDK throws where it is tried. */
export const canName = (one: Stack, other: Stack): boolean => one.environment === other.environment;

/**
 * The same of what handlers are told by name, or AWS serves in one place only.
 *
 * @param parts what must be that of the stack; an account other than its own can be let in by policies
 * @param advice what to do
 * @throws Error where it is known to be elsewhere
 */
export function refuseElsewhere(
  here: IConstruct,
  prop: string,
  { node, env }: Place,
  {
    parts = ['account', 'region'],
    advice,
  }: { readonly parts?: readonly ('account' | 'region')[]; readonly advice: string },
): void {
  const stack = Stack.of(here);
  for (const [part, word] of PARTS) {
    if (!parts.includes(part) || Token.compareStrings(env[part], stack[part]) !== TokenComparison.DIFFERENT) continue;
    throw new Error(
      `\`${prop}\` ${node.path} is in the ${word} ${env[part]}, and the stack ${stack.stackName} is in ${stack[part]}: ${advice}.`,
    );
  }
}
