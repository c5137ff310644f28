import { Stack } from 'aws-cdk-lib';
import { Alias, type IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { canName } from '../options/same-environment';

const ALIAS = ':alias/';

/** Of a permission. */
export interface KeyScope {
  readonly resources: readonly string[];
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: string } };
}

/** IAM knows a key by its ARN; its alias it takes as a condition only. */
export function keyScopes(arns: readonly string[]): KeyScope[] {
  const resources = arns.filter((arn) => !arn.includes(ALIAS));
  const aliases = arns.filter((arn) => arn.includes(ALIAS)).map((arn) => arn.split(ALIAS) as [string, string]);
  return [
    ...(resources.length > 0 ? [{ resources }] : []),
    ...aliases.map(([account, name]) => ({
      resources: [`${account}:key/*`],
      conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': `alias/${name}` } },
    })),
  ];
}

/** Its own ARN, also where an alias of this app was given; of an imported alias only that is known. */
export const arnOfKey = (key: IKey): string => (key instanceof Alias ? key.aliasTargetKey.keyArn : key.keyArn);

/** The same of what a resource names. */
export function arnOfNamedKey(resource: IConstruct, arn: string): string {
  const stack = Stack.of(resource);
  const resolved = (value: string) => JSON.stringify(stack.resolve(value));
  const aliases = resource.node.root.node
    .findAll()
    .filter((node): node is Alias => node instanceof Alias && canName(stack, node.stack));
  const given = aliases.find(({ keyArn }) => resolved(keyArn) === resolved(arn));
  return given ? arnOfKey(given) : arn;
}
