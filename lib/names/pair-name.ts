import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { outermost } from './outermost-stack';

/** Of a dimension's value, as CDK asks for it; CloudWatch takes printable ASCII only. */
const LONGEST = 255;
const TAIL = 9;

/**
 * Of one pair of stores, in its metrics and messages: the name of the stack, which no other one of the account and Region
 * has, and the path below it. Apps that are deployed twice give the second stack another name and leave the path.
 */
export function pairName(construct: IConstruct): string {
  const stack = outermost(Stack.of(construct));
  const below = construct.node.path.slice(stack.node.path.length);
  const name = `${stack.stackName}${below}`;
  if (/^[\x20-\x7e]+$/.test(name) && name.length <= LONGEST) return name;
  // Two that differ only in what is left out are still two.
  return `${name.replace(/[^\x20-\x7e]+/g, '-').slice(0, LONGEST - TAIL)}-${construct.node.addr.slice(1 - TAIL)}`;
}
