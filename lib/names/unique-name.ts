import { Fn, Names, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Of the ID of a stack, without its hyphens. */
const STACK_ID = 32;

/**
 * A name that no other stack of the account has, and none that was deleted: what it has kept keeps its name. The path, so
 * that it can be read, and the ID of the stack, which is another one each time that it is created.
 */
export function uniqueName(construct: IConstruct, { maxLength }: { readonly maxLength: number }): string {
  const path = Names.uniqueResourceName(construct, { maxLength: maxLength - STACK_ID - 1 });
  const stackId = Fn.select(2, Fn.split('/', Stack.of(construct).stackId));
  return Fn.join('_', [path, Fn.join('', Fn.split('-', stackId))]);
}
