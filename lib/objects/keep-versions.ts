import { ArnFormat, DefaultStackSynthesizer, Stack, Token } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { type Keepers, keepStatements } from '../../domain/objects/keep-policy';

export interface KeepersProps {
  readonly breakGlassRole?: IRole;
  readonly deploymentRoles?: IRole[];
}

/** @returns undefined where no role is named: then nothing is denied */
export function keepersOf(scope: IConstruct, { breakGlassRole, deploymentRoles }: KeepersProps): Keepers | undefined {
  if (breakGlassRole === undefined) {
    if (deploymentRoles === undefined) return undefined;
    throw new Error(
      '`deploymentRoles` are named, but no `breakGlassRole`: name the role that may delete versions, or leave both out.',
    );
  }
  const deployments = deploymentRoles?.map((role) => oneRole('deploymentRoles', role)) ?? [roleOfBootstrap(scope)];
  return { breakGlass: oneRole('breakGlassRole', breakGlassRole), deployments };
}

const ROLE = /^arn:[^:]+:iam::[^:]+:role\/[^*?]+$/;

/** A condition of IAM reads `*` and `?` as patterns, also where it says equals: all roles that fit would be spared. */
function oneRole(prop: keyof KeepersProps, { roleArn }: IRole): string {
  const isKnownLater = Token.isUnresolved(roleArn) && !/[*?]/.test(roleArn) && !roleArn.startsWith('arn:');
  if (isKnownLater || ROLE.test(roleArn)) return roleArn;
  throw new Error(
    `\`${prop}\` has ${roleArn}; the ARN of one role is allowed, without \`*\` and \`?\`, as arn:aws:iam::123456789012:role/NAME: name each role.`,
  );
}

/** Denies what destroys versions to all but these. */
export function keepVersions(bucket: Bucket, keepers: Keepers | undefined, { locked = false } = {}): void {
  if (keepers === undefined) return;
  for (const statement of keepStatements({ bucket: bucket.bucketArn, locked }, keepers)) {
    bucket.addToResourcePolicy(PolicyStatement.fromJson(statement));
  }
}

/** With which `cdk deploy` has CloudFormation act, unless another one was chosen. */
function roleOfBootstrap(scope: IConstruct): string {
  const stack = Stack.of(scope);
  const qualifier = stack.synthesizer.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
  return stack.formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: `cdk-${qualifier}-cfn-exec-role-${stack.account}-${stack.region}`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
