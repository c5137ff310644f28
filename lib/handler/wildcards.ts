import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Tells cdk-nag (AwsSolutions-IAM5) why a resource in the policies of a role has a wildcard. */
export function explainWildcard(role: IConstruct, resource: string, reason: string): void {
  const id = `AwsSolutions-IAM5[Resource::${flat(Stack.of(role).resolve(resource))}]`;
  Validations.of(role).acknowledge({ id, reason });
}

/** A value of a template as cdk-nag writes it: `<LogicalId.Arn>/runs/*`. */
function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [intrinsic, argument] = Object.entries(value)[0] ?? [];
  if (intrinsic === 'Ref') return `<${argument}>`;
  if (intrinsic === 'Fn::GetAtt' && Array.isArray(argument)) return `<${argument.join('.')}>`;
  if (intrinsic === 'Fn::Join' && Array.isArray(argument)) return argument[1].map(flat).join(argument[0]);
  return JSON.stringify(value);
}
