import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Principal, Statement } from './evaluate';
import { References, type Resource } from './references';

/** A role of a template, as IAM will know it. */
export interface TemplateRole extends Principal {
  readonly id: string;
  readonly trust: readonly Statement[];
  readonly managed: readonly string[];
  /** What of its policies stands in the role itself: IAM allows 10,240 characters. */
  readonly inlineCharacters: number;
}

/** The roles and the resources' policies of a synthesised stack, with every reference filled in. */
export class DeployedPolicies {
  private readonly resources: Readonly<Record<string, Resource>>;
  private readonly references: References;

  constructor(stack: Stack) {
    this.resources = Template.fromStack(stack).toJSON().Resources;
    this.references = new References(this.resources);
  }

  /** By a part of its path, as `RestoreDatabase/Role`. @throws Error unless it is one role */
  role(id: string): TemplateRole {
    const found = this.roles.filter((one) => one.id.includes(id));
    const [role] = found;
    if (role === undefined || found.length > 1) throw new Error(`${found.length} roles are called ${id}`);
    return role;
  }

  get roles(): TemplateRole[] {
    return this.ofType('AWS::IAM::Role').map(([id, properties]) => this.read(id, properties));
  }

  /** The ARN of the only resource of that type whose logical id matches. */
  arn(type: string, id: RegExp): string {
    const found = this.ofType(type).filter(([one]) => id.test(one));
    if (found.length !== 1) throw new Error(`${found.length} of the type ${type} match ${id}`);
    return this.references.arnOf(found[0]![0]);
  }

  /** Statements of the policy of a bucket, key or topic. */
  policyOf(resource: string): readonly Statement[] {
    const key = Object.entries(this.resources).find(
      ([id, { Type }]) => Type === 'AWS::KMS::Key' && this.references.arnOf(id) === resource,
    )?.[1];
    if (key) return this.statements(key.Properties?.KeyPolicy);
    const attached = [
      ...this.ofType('AWS::S3::BucketPolicy').map(([, policy]) => ({
        of: [`arn:aws:s3:::${this.references.resolve(Object(policy).Bucket)}`],
        policy,
      })),
      ...this.ofType('AWS::SNS::TopicPolicy').map(([, policy]) => ({
        of: this.references.resolve(Object(policy).Topics) as string[],
        policy,
      })),
    ];
    return attached
      .filter(({ of }) => of.some((one) => resource === one || resource.startsWith(`${one}/`)))
      .flatMap(({ policy }) => this.statements(Object(policy).PolicyDocument));
  }

  private read(id: string, properties: unknown): TemplateRole {
    const arn = this.references.arnOf(id);
    const { Policies = [], ManagedPolicyArns = [], AssumeRolePolicyDocument, PermissionsBoundary } = Object(properties);
    const isOf = (policy: unknown) => (this.references.resolve(Object(policy).Roles ?? []) as string[]).includes(id);
    const inline = [
      ...this.ofType('AWS::IAM::Policy')
        .filter(([, one]) => isOf(one))
        .map(([, one]) => Object(one).PolicyDocument),
      ...Policies.map((one: unknown) => Object(one).PolicyDocument),
    ].map((document) => this.statements(document));
    const arns = this.references.resolve(ManagedPolicyArns) as string[];
    const managed = this.ofType('AWS::IAM::ManagedPolicy').filter(
      ([id, one]) => isOf(one) || arns.includes(this.references.arnOf(id)),
    );
    return {
      id,
      arn,
      trust: this.statements(AssumeRolePolicyDocument),
      statements: [...inline, ...managed.map(([, one]) => this.statements(Object(one).PolicyDocument))].flat(),
      managed: arns.filter((one) => one.includes('::aws:policy/')),
      inlineCharacters: inline.reduce(
        (sum, one) => sum + JSON.stringify({ Version: '2012-10-17', Statement: one }).length,
        0,
      ),
      ...(PermissionsBoundary && { boundary: this.boundaryOf(this.references.resolve(PermissionsBoundary) as string) }),
    };
  }

  private boundaryOf(arn: string): readonly Statement[] {
    const found = this.ofType('AWS::IAM::ManagedPolicy').find(([id]) => this.references.arnOf(id) === arn);
    if (!found) throw new Error(`The boundary ${arn} is not in the template.`);
    return this.statements(Object(found[1]).PolicyDocument);
  }

  private ofType(type: string): [string, unknown][] {
    return Object.entries(this.resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties = {} }]) => [id, Properties]);
  }

  private statements(document: unknown): Statement[] {
    return [this.references.resolve(Object(document).Statement ?? [])].flat() as Statement[];
  }
}
