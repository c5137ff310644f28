import { createHash } from 'node:crypto';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { S3Client } from '@aws-sdk/client-s3';
import type { LocalVaults } from '../backup';
import type { LocalEcs } from '../ecs/local-ecs';
import type { LocalRules } from '../eventbridge-rules';
import type { LocalRoles } from '../iam';
import type { LocalPermissions } from '../iam-check/permissions';
import type { LocalKeys } from '../kms';
import type { LocalFunctions } from '../lambda/functions';
import type { LocalSecrets } from '../secrets-manager';
import type { LocalTopics } from '../sns';
import type { LocalParameters } from '../ssm';
import type { LocalStates } from '../step-functions/states';
import type { StackAssembly } from './assembly';

/** Where resources are made. */
export interface Services {
  readonly s3: S3Client;
  readonly rds: RDSClient;
  readonly functions: LocalFunctions;
  readonly states: LocalStates;
  readonly parameters: LocalParameters;
  readonly secrets: LocalSecrets;
  readonly keys: LocalKeys;
  readonly topics: LocalTopics;
  readonly ecs: LocalEcs;
  readonly rules: LocalRules;
  readonly vaults: LocalVaults;
  readonly permissions: LocalPermissions;
  readonly roles: LocalRoles;
  /** Stack → logical id → what stands of it since the last deployment. */
  readonly stacks: Map<string, ReadonlyMap<string, Standing>>;
  /** For what the template itself brings: inline code. */
  readonly directory: string;
}

/** A resource to be made. */
export interface ResourceRequest {
  readonly logicalId: string;
  readonly type: string;
  /** With every function resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly stack: StackAssembly;
  readonly services: Services;
}

/** What the rest of the template can see of it. */
export interface Resource {
  /** The physical id. */
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource as it was deployed last. */
export interface Standing extends Pick<ResourceRequest, 'type' | 'properties'> {
  readonly resource: Resource;
}

/** A name like CloudFormation's, but always the same: `Stack-LogicalId`, with a hash where it must be cut. */
export function physicalName({ stack, logicalId }: ResourceRequest, longest: number): string {
  const name = `${stack.name}-${logicalId}`;
  if (name.length <= longest) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, longest - 9)}-${hash}`;
}

/** The name that the template gives it, if any. */
export function givenName({ properties }: ResourceRequest, property = 'Name'): string | undefined {
  const name = properties[property];
  return typeof name === 'string' ? name : undefined;
}
