import type { Stack } from 'aws-cdk-lib';

/** That which is deployed: a nested stack has neither a name nor a role before that. */
export const outermost = (stack: Stack): Stack =>
  stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
