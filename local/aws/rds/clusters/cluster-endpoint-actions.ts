import * as z from 'zod';
import { type Action, action, filtersOf, identifier, listOf, page, text } from '../action';
import { List } from '../answer';
import { fault } from '../faults';
import { arnOf } from '../names';
import { pageOf } from '../paging';
import type { ClusterEstate } from './cluster-registry';
import { describeCustomEndpoint } from './describe-cluster';

/** The ways into a cluster beside its writer: custom endpoints, and the Data API. */
export function clusterEndpointActions(estate: ClusterEstate): Record<string, Action> {
  const switched = (enabled: boolean) =>
    action({ ResourceArn: text }, ({ ResourceArn }) => {
      const cluster = estate.availableCluster(ResourceArn.slice(arnOf('cluster', '').length));
      cluster.dataApi = enabled;
      return { ResourceArn, HttpEndpointEnabled: enabled };
    });

  return {
    EnableHttpEndpoint: switched(true),
    DisableHttpEndpoint: switched(false),

    CreateDBClusterEndpoint: action(
      {
        DBClusterIdentifier: text,
        DBClusterEndpointIdentifier: identifier,
        EndpointType: z.enum(['READER', 'ANY']),
        StaticMembers: listOf(text).default([]),
        ExcludedMembers: listOf(text).default([]),
      },
      ({ DBClusterIdentifier, DBClusterEndpointIdentifier: name, EndpointType: type, ...lists }) => {
        const cluster = estate.availableCluster(DBClusterIdentifier);
        if (lists.StaticMembers.length > 0 && lists.ExcludedMembers.length > 0) {
          throw fault.combination('StaticMembers and ExcludedMembers cannot be given together.');
        }
        const endpoint = { type, staticMembers: lists.StaticMembers, excludedMembers: lists.ExcludedMembers };
        cluster.customEndpoints.set(name, endpoint);
        return describeCustomEndpoint(cluster.identifier, name, endpoint);
      },
    ),

    /** Lists custom endpoints only, not those of writer and readers. */
    DescribeDBClusterEndpoints: action(
      { DBClusterIdentifier: text, Filters: filtersOf('db-cluster-endpoint-type'), ...page },
      ({ DBClusterIdentifier, Filters, ...asked }) => {
        if (!Filters.some(({ Values }) => Values.includes('custom'))) {
          throw fault.value('Only endpoints of the type `custom` can be described here.');
        }
        const { identifier: of, customEndpoints } = estate.cluster(DBClusterIdentifier);
        const { items, Marker } = pageOf([...customEndpoints], ([name]) => name, asked);
        const described = items.map(([name, endpoint]) => describeCustomEndpoint(of, name, endpoint));
        return { Marker, DBClusterEndpoints: new List('DBClusterEndpointList', described) };
      },
    ),
  };
}
