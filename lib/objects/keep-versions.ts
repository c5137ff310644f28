import { DefaultStackSynthesizer, Stack, Token } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { type Keepers, keepStatements } from '../../domain/objects/keep-policy';
import { outermost } from '../names/outermost-stack';

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

/**
 * With which `cdk deploy` has CloudFormation act: the synthesizer of the app says it. One that has none leaves it to who
 * deploys, and CloudFormation's calls then say that they are its own.
 */
function roleOfBootstrap(scope: IConstruct): string {
  const { synthesizer, partition, account, region } = outermost(Stack.of(scope));
  const { cloudFormationExecutionRole = USUAL_ROLE, bootstrapQualifier } = synthesizer;
  const values: Record<string, string> = {
    Qualifier: bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER,
    'AWS::Partition': partition,
    'AWS::AccountId': account,
    'AWS::Region': region,
  };
  return cloudFormationExecutionRole.replace(/\$\{([\w:]+)\}/g, (placeholder, name) => values[name] ?? placeholder);
}

const USUAL_ROLE = DefaultStackSynthesizer.DEFAULT_CLOUDFORMATION_ROLE_ARN;
