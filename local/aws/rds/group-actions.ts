import * as z from 'zod';
import type { ServerParameter } from '../../postgres/server-parameters';
import { type Action, action, listOf, page, tags, text } from './action';
import { type Answer, List } from './answer';
import type { ClusterEstate } from './clusters/cluster-registry';
import type { Estate } from './database-registry';
import { describeParameterGroup, describeSubnetGroup } from './describe';
import { fault } from './faults';
import { pageOf } from './paging';

/** As many parameters as RDS takes in one modification. */
export const PARAMETERS_AT_ONCE = 20;

/** @param parameters everything that this Postgres can be set to, by name */
export function groupActions(
  estate: Estate,
  clusters: ClusterEstate,
  parameters: ReadonlyMap<string, ServerParameter>,
): Record<string, Action> {
  const { groups } = estate;

  return {
    CreateDBParameterGroup: action(
      { DBParameterGroupName: text, DBParameterGroupFamily: text, Description: text, Tags: tags.default([]) },
      ({ DBParameterGroupName: name, DBParameterGroupFamily: family, Description: description, Tags }) => {
        const group = groups.addParameterGroup({ name, family, description, tags: Tags, values: new Map() });
        return { DBParameterGroup: describeParameterGroup(group) };
      },
    ),

    DescribeDBParameterGroups: action(
      { DBParameterGroupName: text.optional(), ...page },
      ({ DBParameterGroupName, ...asked }) => {
        const found = DBParameterGroupName
          ? [groups.parameterGroup(DBParameterGroupName)]
          : [...groups.parameterGroups.values()];
        const { items, Marker } = pageOf(found, ({ name }) => name, asked);
        return { Marker, DBParameterGroups: new List('DBParameterGroup', items.map(describeParameterGroup)) };
      },
    ),

    DescribeDBParameters: action(
      { DBParameterGroupName: text, Source: z.enum(['user', 'engine-default']).optional(), ...page },
      ({ DBParameterGroupName, Source, ...asked }) => {
        const { values } = groups.parameterGroup(DBParameterGroupName);
        const found = [...parameters.values()].filter(
          ({ name }) => Source === undefined || values.has(name) === (Source === 'user'),
        );
        const { items, Marker } = pageOf(found, ({ name }) => name, asked);
        const described = items.map((parameter) => describeParameter(parameter, values.get(parameter.name)));
        return { Marker, Parameters: new List('Parameter', described) };
      },
    ),

    ModifyDBParameterGroup: action(
      {
        DBParameterGroupName: text,
        Parameters: listOf(
          z.strictObject({
            ParameterName: text,
            ParameterValue: text,
            ApplyMethod: z.enum(['immediate', 'pending-reboot']).default('pending-reboot'),
          }),
        ).refine(({ length }) => length <= PARAMETERS_AT_ONCE, `at most ${PARAMETERS_AT_ONCE} in one call`),
      },
      async ({ DBParameterGroupName, Parameters }) => {
        const group = groups.parameterGroup(DBParameterGroupName);
        if (group.name.startsWith('default.')) throw fault.value(`${group.name} cannot be modified.`);
        for (const { ParameterName, ApplyMethod } of Parameters) {
          const known = parameters.get(ParameterName);
          if (!known?.isModifiable)
            throw fault.value(`Could not find modifiable parameter with name: ${ParameterName}`);
          if (known.isStatic && ApplyMethod === 'immediate') {
            throw fault.combination(`cannot use immediate apply method for static parameter ${ParameterName}`);
          }
        }
        for (const { ParameterName, ParameterValue } of Parameters) group.values.set(ParameterName, ParameterValue);
        const immediately = Parameters.every(({ ApplyMethod }) => ApplyMethod === 'immediate');
        const users = [...estate.instances.values()].filter(
          ({ settings }) => settings.DBParameterGroupName === group.name,
        );
        await Promise.all(users.map((instance) => instance.parametersChanged(immediately)));
        return { DBParameterGroupName };
      },
    ),

    DeleteDBParameterGroup: action({ DBParameterGroupName: text }, ({ DBParameterGroupName }) => {
      const { name } = groups.parameterGroup(DBParameterGroupName);
      const used = [...estate.instances.values(), ...clusters.members].some(
        ({ settings }) => settings.DBParameterGroupName === name,
      );
      if (used || name.startsWith('default.')) throw fault.parameterGroupState(name);
      groups.parameterGroups.delete(name);
      return undefined;
    }),

    CreateDBSubnetGroup: action(
      { DBSubnetGroupName: text, DBSubnetGroupDescription: text, SubnetIds: listOf(text), Tags: tags.default([]) },
      ({ DBSubnetGroupName: name, DBSubnetGroupDescription: description, SubnetIds: subnets, Tags }) => ({
        DBSubnetGroup: describeSubnetGroup(groups.addSubnetGroup({ name, description, subnets, tags: Tags })),
      }),
    ),

    DescribeDBSubnetGroups: action(
      { DBSubnetGroupName: text.optional(), ...page },
      ({ DBSubnetGroupName, ...asked }) => {
        const found = DBSubnetGroupName ? [groups.subnetGroup(DBSubnetGroupName)] : [...groups.subnetGroups.values()];
        const { items, Marker } = pageOf(found, ({ name }) => name, asked);
        return { Marker, DBSubnetGroups: new List('DBSubnetGroup', items.map(describeSubnetGroup)) };
      },
    ),
  };
}

export const describeParameter = (parameter: ServerParameter, value: string | undefined): Answer => ({
  ParameterName: parameter.name,
  ParameterValue: value,
  Description: parameter.description,
  Source: value === undefined ? 'engine-default' : 'user',
  ApplyType: parameter.isStatic ? 'static' : 'dynamic',
  DataType: parameter.dataType,
  IsModifiable: parameter.isModifiable,
  ApplyMethod: 'pending-reboot',
});
