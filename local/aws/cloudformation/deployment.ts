import { LOCAL_ACCOUNT, LOCAL_REGION } from '../service';
import type { StackAssembly } from './assembly';
import { NO_VALUE, type References, resolve } from './intrinsics';
import { acceptedWithoutEffect, withoutEffect } from './no-op-resources';
import type { Resource, ResourceRequest, Services, Standing } from './resource';
import { createBackupVault } from './resources/backup-vault';
import { createBucket } from './resources/bucket';
import { CALLED, createCustomResource } from './resources/custom-resource';
import { createDatabase } from './resources/database';
import { createFunction } from './resources/function';
import { createKey } from './resources/key';
import { createManagedPolicy } from './resources/managed-policy';
import { createParameter } from './resources/parameter';
import { createPolicy } from './resources/policy';
import { REMEMBERED } from './resources/recorded';
import { createRole } from './resources/role';
import { createRule } from './resources/rule';
import { createSecret } from './resources/secret';
import { attachSecret } from './resources/secret-attachment';
import { createStateMachine } from './resources/state-machine';
import { createSubnetGroup } from './resources/subnet-group';
import { createTaskDefinition } from './resources/task-definition';
import { createTopic } from './resources/topic';
import { update } from './resources/update';
import type { Template } from './template';

const CREATORS: Readonly<Record<string, (request: ResourceRequest) => Promise<Resource>>> = {
  'AWS::S3::Bucket': createBucket,
  'AWS::KMS::Key': createKey,
  'AWS::Backup::BackupVault': createBackupVault,
  'AWS::Lambda::Function': createFunction,
  'AWS::StepFunctions::StateMachine': createStateMachine,
  'AWS::SSM::Parameter': createParameter,
  'AWS::SecretsManager::Secret': createSecret,
  'AWS::SecretsManager::SecretTargetAttachment': attachSecret,
  'AWS::RDS::DBInstance': createDatabase,
  'AWS::RDS::DBSubnetGroup': createSubnetGroup,
  'AWS::SNS::Topic': createTopic,
  'AWS::IAM::Role': createRole,
  'AWS::IAM::Policy': createPolicy,
  'AWS::IAM::ManagedPolicy': createManagedPolicy,
  'AWS::ECS::TaskDefinition': createTaskDefinition,
  'AWS::Events::Rule': createRule,
  ...Object.fromEntries(CALLED.map((type) => [type, createCustomResource])),
};

/** A resource that would act by itself on AWS, with its properties resolved. */
export interface Remembered {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** One stack on its way: each resource is made, or updated, when something needs it, after what it depends on. */
export class Deployment implements References {
  readonly resources = new Map<string, Resource>();
  /** What the next deployment of this stack finds. */
  readonly standing = new Map<string, Standing>();
  readonly remembered: Remembered[] = [];
  /** Logical id → why it has no effect here. */
  readonly withoutEffect = new Map<string, string>();
  private readonly conditions = new Map<string, boolean>();

  constructor(
    private readonly stack: StackAssembly,
    private readonly template: Template,
    private readonly services: Services,
    private readonly parameters: ReadonlyMap<string, () => unknown>,
  ) {}

  /** @param path the resources that wait for this one */
  async create(logicalId: string, path: readonly string[] = []): Promise<Resource> {
    const made = this.resources.get(logicalId);
    if (made) return made;
    if (path.includes(logicalId)) throw new Error(`circular: ${[...path, logicalId].join(' → ')}`);
    const resource = this.template.Resources[logicalId];
    if (!resource) throw new Error(`\`${path.at(-1)}\` refers to \`${logicalId}\`, which the template does not have`);
    const inner = [...path, logicalId];
    for (const dependency of resource.DependsOn) {
      if (await this.exists(dependency)) await this.create(dependency, inner);
    }
    const properties = Object.fromEntries(Object.entries(Object(await resolve(resource.Properties, this, inner))));
    const request = { logicalId, type: resource.Type, properties, stack: this.stack, services: this.services };
    const created = await this.make(request);
    this.resources.set(logicalId, created);
    this.standing.set(logicalId, { type: resource.Type, properties, resource: created });
    return created;
  }

  /** Whether its condition lets it be. */
  async exists(logicalId: string): Promise<boolean> {
    const condition = this.template.Resources[logicalId]?.Condition;
    return condition === undefined || (await this.condition(condition));
  }

  async ref(name: string, path: readonly string[]): Promise<unknown> {
    if (name.startsWith('AWS::')) return this.pseudo(name);
    const parameter = this.parameters.get(name);
    return parameter ? parameter() : (await this.create(name, path)).ref;
  }

  async attribute(logicalId: string, name: string, path: readonly string[]): Promise<string> {
    const { attributes } = await this.create(logicalId, path);
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (value !== undefined) return value;
    const type = this.template.Resources[logicalId]?.Type;
    throw new Error(`The attribute \`${name}\` of \`${logicalId}\` (${type}) is not known to this machine.`);
  }

  async condition(name: string): Promise<boolean> {
    const known = this.conditions.get(name);
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.template.Conditions, name)) throw new Error(`There is no condition \`${name}\`.`);
    const value = (await resolve(this.template.Conditions[name], this, [])) === true;
    this.conditions.set(name, value);
    return value;
  }

  mapping(map: string, first: string, second: string): unknown {
    const value = this.template.Mappings[map]?.[first]?.[second];
    if (value === undefined) throw new Error(`The mapping \`${map}\` has nothing at ${first}, ${second}.`);
    return value;
  }

  secret(secretId: string, key: string): string {
    const value = Object(JSON.parse(this.services.secrets.value(secretId)))[key];
    if (typeof value !== 'string') throw new Error(`The secret ${secretId} has no \`${key}\`.`);
    return value;
  }

  private async make(request: ResourceRequest): Promise<Resource> {
    const { type, logicalId, properties } = request;
    try {
      const create = Object.hasOwn(CREATORS, type) ? CREATORS[type] : undefined;
      const standing = this.services.stacks.get(this.stack.name)?.get(logicalId);
      if (create) return standing ? await update(request, standing) : await create(request);
      const remember = Object.hasOwn(REMEMBERED, type) ? REMEMBERED[type] : undefined;
      if (remember) {
        this.remembered.push({ logicalId, type, properties });
        return remember(request);
      }
      const accepted = acceptedWithoutEffect(type);
      if (!accepted) throw new Error('this machine does not know its type');
      this.withoutEffect.set(logicalId, accepted.reason);
      return withoutEffect(accepted, request);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      throw new Error(`\`${logicalId}\` (${type}) cannot be made: ${cause}`, { cause: error });
    }
  }

  private pseudo(name: string): unknown {
    const { name: stack } = this.stack;
    const values: Readonly<Record<string, unknown>> = {
      'AWS::AccountId': LOCAL_ACCOUNT,
      'AWS::Region': LOCAL_REGION,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack,
      'AWS::StackId': `arn:aws:cloudformation:${LOCAL_REGION}:${LOCAL_ACCOUNT}:stack/${stack}/local`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': NO_VALUE,
    };
    if (!Object.hasOwn(values, name)) throw new Error(`The pseudo parameter \`${name}\` is not known to this machine.`);
    return values[name];
  }
}
