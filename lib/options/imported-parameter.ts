import type { IResource } from 'aws-cdk-lib';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';

/** Where a resource is, for messages and comparisons. */
export type Place = Pick<IResource, 'node' | 'env'>;

/** Its ARN says where it is; CDK says that an imported one is where it is imported. */
export function placeOf({ node, env, parameterArn }: IStringParameter): Place {
  const [, , , region, account] = parameterArn.split(':');
  return { node, env: /^\d{12}$/.test(account ?? '') ? { account: account!, region: region! } : env };
}

/** CDK takes the last part of the ARN for the name, and a name with parts has all of them. */
export function nameOf({ parameterName, parameterArn }: IStringParameter): string {
  const path = parameterArn.split(':parameter/')[1] ?? '';
  return path.endsWith(`/${parameterName}`) ? `/${path}` : parameterName;
}
