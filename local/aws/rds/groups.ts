import { ServiceError } from '../protocols/service-error';
import type { Tag } from './action';
import { fault } from './faults';

export interface ParameterGroup {
  readonly name: string;
  readonly family: string;
  readonly description: string;
  readonly tags: Tag[];
  /** Values that were set; everything else has the engine's default. */
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
  readonly clusterParameterGroups = new Map<string, ParameterGroup>();
  readonly subnetGroups = new Map<string, SubnetGroup>();
  readonly family: string;
  readonly auroraFamily: string;

  constructor(engineVersion: string) {
    this.family = `postgres${engineVersion.split('.')[0]}`;
    this.auroraFamily = `aurora-${this.family.replace('postgres', 'postgresql')}`;
    for (const family of [this.family, this.auroraFamily]) this.addParameterGroup(defaultGroup(family));
    this.addClusterParameterGroup(defaultGroup(this.auroraFamily));
    this.addSubnetGroup({ name: 'default', description: 'default', subnets: ['subnet-a', 'subnet-b'], tags: [] });
  }

  addParameterGroup(group: ParameterGroup): ParameterGroup {
    if (group.family !== this.family && group.family !== this.auroraFamily) {
      throw fault.value(`DBParameterGroupFamily ${group.family}: here are ${this.family} and ${this.auroraFamily}.`);
    }
    return addTo(this.parameterGroups, group);
  }

  addClusterParameterGroup(group: ParameterGroup): ParameterGroup {
    if (group.family !== this.auroraFamily) {
      throw fault.value(`DBParameterGroupFamily ${group.family}: here is ${this.auroraFamily}.`);
    }
    return addTo(this.clusterParameterGroups, group);
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

  clusterParameterGroup(name: string): ParameterGroup {
    const group = this.clusterParameterGroups.get(name);
    if (!group) throw fault.clusterParameterGroupNotFound(name);
    return group;
  }

  subnetGroup(name: string): SubnetGroup {
    const group = this.subnetGroups.get(name);
    if (!group) throw fault.subnetGroupNotFound(name);
    return group;
  }
}

function addTo(groups: Map<string, ParameterGroup>, group: ParameterGroup): ParameterGroup {
  if (groups.has(group.name)) {
    throw new ServiceError('DBParameterGroupAlreadyExists', `Parameter group ${group.name} already exists`);
  }
  groups.set(group.name, group);
  return group;
}

const defaultGroup = (family: string): ParameterGroup => ({
  name: `default.${family}`,
  family,
  description: `Default parameter group for ${family}`,
  tags: [],
  values: new Map(),
});
