import { type IResource, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** True unless both are known to be in one account: what only works inside of one is then refused rather than tried. */
export function inOtherAccount(resource: IResource, here: IConstruct): boolean {
  const compared = Token.compareStrings(resource.env.account, Stack.of(here).account);
  return compared === TokenComparison.DIFFERENT || compared === TokenComparison.ONE_UNRESOLVED;
}
