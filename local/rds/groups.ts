import { ServiceError } from '../protocols/service-error';
import type { Tag } from './action';
import { fault } from './faults';

export interface ParameterGroup {
  readonly name: string;
  readonly family: string;
  readonly description: string;
  readonly tags: Tag[];
  /** What somebody set; everything else has the engine's default. */
  readonly values: Map<string, string>;
}

export interface SubnetGroup {
  readonly name: string;
  readonly description: string;
  readonly subnets: readonly string[];
  readonly tags: Tag[];
}

/** Parameter and subnet groups, with those that an account has from the beginning. */
export class Groups {
  readonly parameterGroups = new Map<string, ParameterGroup>();
  readonly subnetGroups = new Map<string, SubnetGroup>();
  readonly family: string;

  constructor(engineVersion: string) {
    this.family = `postgres${engineVersion.split('.')[0]}`;
    this.addParameterGroup({
      name: `default.${this.family}`,
      family: this.family,
      description: `Default parameter group for ${this.family}`,
      tags: [],
      values: new Map(),
    });
    this.addSubnetGroup({ name: 'default', description: 'default', subnets: ['subnet-a', 'subnet-b'], tags: [] });
  }

  addParameterGroup(group: ParameterGroup): ParameterGroup {
    if (group.family !== this.family)
      throw fault.value(`DBParameterGroupFamily ${group.family}: here is ${this.family}.`);
    if (this.parameterGroups.has(group.name)) {
      throw new ServiceError('DBParameterGroupAlreadyExists', `Parameter group ${group.name} already exists`);
    }
    this.parameterGroups.set(group.name, group);
    return group;
  }

  addSubnetGroup(group: SubnetGroup): SubnetGroup {
    if (this.subnetGroups.has(group.name)) {
      throw new ServiceError('DBSubnetGroupAlreadyExists', `The DB subnet group ${group.name} already exists.`);
    }
    this.subnetGroups.set(group.name, group);
    return group;
  }

  parameterGroup(name: string): ParameterGroup {
    const group = this.parameterGroups.get(name);
    if (!group) throw fault.parameterGroupNotFound(name);
    return group;
  }

  subnetGroup(name: string): SubnetGroup {
    const group = this.subnetGroups.get(name);
    if (!group) throw fault.subnetGroupNotFound(name);
    return group;
  }
}
