import * as z from 'zod';
import type { ServerParameter } from '../../../postgres/server-parameters';
import { type Action, action, listOf, page, tags, text } from '../action';
import { List } from '../answer';
import { fault } from '../faults';
import { describeParameter, PARAMETERS_AT_ONCE } from '../group-actions';
import { pageOf } from '../paging';
import type { ClusterEstate } from './cluster-registry';
import { describeClusterParameterGroup } from './describe-cluster';

/** @param parameters everything that this Postgres can be set to, by name */
export function clusterGroupActions(
  { groups, clusters }: ClusterEstate,
  parameters: ReadonlyMap<string, ServerParameter>,
): Record<string, Action> {
  return {
    CreateDBClusterParameterGroup: action(
      { DBClusterParameterGroupName: text, DBParameterGroupFamily: text, Description: text, Tags: tags.default([]) },
      ({ DBClusterParameterGroupName: name, DBParameterGroupFamily: family, Description: description, Tags }) => {
        const group = groups.addClusterParameterGroup({ name, family, description, tags: Tags, values: new Map() });
        return { DBClusterParameterGroup: describeClusterParameterGroup(group) };
      },
    ),

    DescribeDBClusterParameters: action(
      { DBClusterParameterGroupName: text, Source: z.enum(['user', 'engine-default']).optional(), ...page },
      ({ DBClusterParameterGroupName, Source, ...asked }) => {
        const { values } = groups.clusterParameterGroup(DBClusterParameterGroupName);
        const found = [...parameters.values()].filter(
          ({ name }) => Source === undefined || values.has(name) === (Source === 'user'),
        );
        const { items, Marker } = pageOf(found, ({ name }) => name, asked);
        const described = items.map((parameter) => describeParameter(parameter, values.get(parameter.name)));
        return { Marker, Parameters: new List('Parameter', described) };
      },
    ),

    DescribeDBClusterParameterGroups: action(
      { DBClusterParameterGroupName: text.optional(), ...page },
      ({ DBClusterParameterGroupName, ...asked }) => {
        const found = DBClusterParameterGroupName
          ? [groups.clusterParameterGroup(DBClusterParameterGroupName)]
          : [...groups.clusterParameterGroups.values()];
        const { items, Marker } = pageOf(found, ({ name }) => name, asked);
        const described = items.map(describeClusterParameterGroup);
        return { Marker, DBClusterParameterGroups: new List('DBClusterParameterGroup', described) };
      },
    ),

    DeleteDBClusterParameterGroup: action({ DBClusterParameterGroupName: text }, ({ DBClusterParameterGroupName }) => {
      const { name } = groups.clusterParameterGroup(DBClusterParameterGroupName);
      const used = [...clusters.values()].some(({ settings }) => settings.DBClusterParameterGroupName === name);
      if (used || name.startsWith('default.')) throw fault.parameterGroupState(name);
      groups.clusterParameterGroups.delete(name);
      return undefined;
    }),

    ModifyDBClusterParameterGroup: action(
      {
        DBClusterParameterGroupName: text,
        Parameters: listOf(
          z.strictObject({
            ParameterName: text,
            ParameterValue: text,
            // What is to be applied at once waits for a reboot on this machine, too.
            ApplyMethod: z.enum(['immediate', 'pending-reboot']).default('pending-reboot'),
          }),
        ).refine(({ length }) => length <= PARAMETERS_AT_ONCE, `at most ${PARAMETERS_AT_ONCE} in one call`),
      },
      ({ DBClusterParameterGroupName, Parameters }) => {
        const group = groups.clusterParameterGroup(DBClusterParameterGroupName);
        if (group.name.startsWith('default.')) throw fault.value(`${group.name} cannot be modified.`);
        for (const { ParameterName } of Parameters) {
          if (!parameters.get(ParameterName)?.isModifiable) {
            throw fault.value(`Could not find modifiable parameter with name: ${ParameterName}`);
          }
        }
        for (const { ParameterName, ParameterValue } of Parameters) group.values.set(ParameterName, ParameterValue);
        for (const cluster of clusters.values()) {
          if (cluster.settings.DBClusterParameterGroupName === group.name) cluster.parametersChanged();
        }
        return { DBClusterParameterGroupName };
      },
    ),
  };
}
