import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Principal, Statement } from './evaluate';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-central-1';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** What an ARN of a resource of this type says before its name; the name is its logical id. */
const ARNS: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'arn:aws:s3:::',
  'AWS::RDS::DBInstance': `arn:aws:rds:${REGION}:${ACCOUNT}:db:`,
  'AWS::RDS::DBCluster': `arn:aws:rds:${REGION}:${ACCOUNT}:cluster:`,
  'AWS::IAM::Role': `arn:aws:iam::${ACCOUNT}:role/`,
  'AWS::IAM::ManagedPolicy': `arn:aws:iam::${ACCOUNT}:policy/`,
  'AWS::Lambda::Function': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:`,
  'AWS::StepFunctions::StateMachine': `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:`,
  'AWS::SecretsManager::Secret': `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:`,
  'AWS::KMS::Key': `arn:aws:kms:${REGION}:${ACCOUNT}:key/`,
  'AWS::SNS::Topic': `arn:aws:sns:${REGION}:${ACCOUNT}:`,
  'AWS::Logs::LogGroup': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:`,
  'AWS::ECS::Cluster': `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/`,
  'AWS::ECS::TaskDefinition': `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/`,
  'AWS::ECS::Service': `arn:aws:ecs:${REGION}:${ACCOUNT}:service/`,
  'AWS::Events::Rule': `arn:aws:events:${REGION}:${ACCOUNT}:rule/`,
  'AWS::Scheduler::Schedule': `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/`,
  'AWS::Backup::BackupVault': `arn:aws:backup:${REGION}:${ACCOUNT}:backup-vault:`,
};
/** Types whose `Ref` is their ARN. */
const REF_IS_ARN = /IAM::ManagedPolicy|StateMachine|SecretsManager|SNS::Topic|TaskDefinition|ECS::Service/;
const NAMES: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'Test',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Test/1`,
};

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

  constructor(stack: Stack) {
    this.resources = Template.fromStack(stack).toJSON().Resources;
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
    return this.arnOf(found[0]![0]);
  }

  /** Statements of the policy of a bucket, key or topic. */
  policyOf(resource: string): readonly Statement[] {
    const key = Object.entries(this.resources).find(
      ([id, { Type }]) => Type === 'AWS::KMS::Key' && this.arnOf(id) === resource,
    )?.[1];
    if (key) return this.statements(key.Properties?.KeyPolicy);
    const attached = [
      ...this.ofType('AWS::S3::BucketPolicy').map(([, policy]) => ({
        of: [`arn:aws:s3:::${this.resolve(Object(policy).Bucket)}`],
        policy,
      })),
      ...this.ofType('AWS::SNS::TopicPolicy').map(([, policy]) => ({
        of: this.resolve(Object(policy).Topics) as string[],
        policy,
      })),
    ];
    return attached
      .filter(({ of }) => of.some((one) => resource === one || resource.startsWith(`${one}/`)))
      .flatMap(({ policy }) => this.statements(Object(policy).PolicyDocument));
  }

  private read(id: string, properties: unknown): TemplateRole {
    const arn = this.arnOf(id);
    const { Policies = [], ManagedPolicyArns = [], AssumeRolePolicyDocument, PermissionsBoundary } = Object(properties);
    const isOf = (policy: unknown) => (this.resolve(Object(policy).Roles ?? []) as string[]).includes(id);
    const inline = [
      ...this.ofType('AWS::IAM::Policy')
        .filter(([, one]) => isOf(one))
        .map(([, one]) => Object(one).PolicyDocument),
      ...Policies.map((one: unknown) => Object(one).PolicyDocument),
    ].map((document) => this.statements(document));
    const arns = this.resolve(ManagedPolicyArns) as string[];
    const managed = this.ofType('AWS::IAM::ManagedPolicy').filter(
      ([id, one]) => isOf(one) || arns.includes(this.arnOf(id)),
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
      ...(PermissionsBoundary && { boundary: this.boundaryOf(this.resolve(PermissionsBoundary) as string) }),
    };
  }

  private boundaryOf(arn: string): readonly Statement[] {
    const found = this.ofType('AWS::IAM::ManagedPolicy').find(([id]) => this.arnOf(id) === arn);
    if (!found) throw new Error(`The boundary ${arn} is not in the template.`);
    return this.statements(Object(found[1]).PolicyDocument);
  }

  private ofType(type: string): [string, unknown][] {
    return Object.entries(this.resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties = {} }]) => [id, Properties]);
  }

  private statements(document: unknown): Statement[] {
    return [this.resolve(Object(document).Statement ?? [])].flat() as Statement[];
  }

  private arnOf(id: string): string {
    const { Type } = this.resources[id]!;
    if (Type === 'AWS::SecretsManager::SecretTargetAttachment') {
      return this.resolve(this.resources[id]!.Properties!.SecretId) as string;
    }
    const start = ARNS[Type] ?? `arn:aws:unknown:${REGION}:${ACCOUNT}:${Type}/`;
    return start + this.nameOf(id) + (Type === 'AWS::SecretsManager::Secret' ? '-AbCdEf' : '');
  }

  private nameOf(id: string): string {
    const { Type, Properties = {} } = this.resources[id]!;
    if (Type === 'Custom::PegasusBackupTraffic') return this.resolve(Properties.Name) as string;
    if (Type === 'AWS::Logs::LogGroup' && Properties.LogGroupName)
      return this.resolve(Properties.LogGroupName) as string;
    const given = Properties.BucketName ?? Properties.DBInstanceIdentifier ?? Properties.DBClusterIdentifier;
    if (given !== undefined) return this.resolve(given) as string;
    return /S3::Bucket$|RDS::DB/.test(Type) ? id.toLowerCase() : id;
  }

  private resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.resolve(one)).filter((one) => one !== undefined);
    if (typeof value !== 'object' || value === null) return value;
    const entries: [string, unknown][] = Object.entries(value);
    const [name, argument] = entries[0] ?? ['', undefined];
    if (entries.length === 1) {
      const [first, second] = Array.isArray(argument) ? argument : [];
      if (name === 'Ref') return this.ref(String(argument));
      if (name === 'Fn::GetAtt') return this.attribute(first, second);
      if (name === 'Fn::Join') return (this.resolve(second) as string[]).join(first);
      if (name === 'Fn::Select') return (this.resolve(second) as string[])[Number(first)];
      if (name === 'Fn::Split') return String(this.resolve(second)).split(first);
      if (name.startsWith('Fn::')) throw new Error(`${name} is not known here.`);
    }
    return Object.fromEntries(entries.map(([key, one]) => [key, this.resolve(one)]));
  }

  private ref(id: string): unknown {
    if (id === 'AWS::NoValue') return undefined;
    const named = NAMES[id];
    if (named !== undefined) return named;
    const resource = this.resources[id];
    if (resource === undefined) return id;
    return REF_IS_ARN.test(resource.Type) ? this.arnOf(id) : this.nameOf(id);
  }

  private attribute(id: string, name: string): string {
    return /Arn$/.test(name) ? this.arnOf(id) : name === 'Name' ? this.nameOf(id) : `${id}.${name}`;
  }
}
