import * as z from 'zod';
import { ServiceError } from '../protocols/service-error';
import { type Action, action, identifier, listOf, page, text } from './action';
import { List } from './answer';
import type { ClusterEstate } from './clusters/cluster-registry';
import type { Estate } from './database-registry';
import { fault } from './faults';
import { pageOf } from './paging';

interface Proxy {
  readonly name: string;
  /** One instance or one cluster, by its name: it stays when that is gone. */
  target?: { readonly kind: 'instance' | 'cluster'; readonly name: string };
}

const targets = {
  DBProxyName: text,
  TargetGroupName: text.optional(),
  DBInstanceIdentifiers: listOf(text).default([]),
  DBClusterIdentifiers: listOf(text).default([]),
};

/** Proxies, as names with a target: no connection goes through one on this machine. */
export function proxyActions(estate: Estate, clusters: ClusterEstate): Record<string, Action> {
  const proxies = new Map<string, Proxy>();
  const find = (name: string): Proxy => {
    const proxy = proxies.get(name);
    if (!proxy) throw new ServiceError('DBProxyNotFoundFault', `DB proxy ${name} not found.`, 404);
    return proxy;
  };

  return {
    CreateDBProxy: action(
      {
        DBProxyName: identifier,
        EngineFamily: text,
        RoleArn: text,
        VpcSubnetIds: listOf(text),
        Auth: listOf(z.unknown()).default([]),
      },
      ({ DBProxyName: name }) => {
        if (proxies.has(name)) throw new ServiceError('DBProxyAlreadyExistsFault', `DB proxy ${name} already exists.`);
        proxies.set(name, { name });
        return { DBProxy: { DBProxyName: name, Status: 'available' } };
      },
    ),

    DescribeDBProxies: action({ DBProxyName: text.optional(), ...page }, ({ DBProxyName, ...asked }) => {
      const found = DBProxyName ? [find(DBProxyName)] : [...proxies.values()];
      const { items, Marker } = pageOf(found, ({ name }) => name, asked);
      return {
        Marker,
        DBProxies: new List(
          'member',
          items.map(({ name }) => ({ DBProxyName: name })),
        ),
      };
    }),

    RegisterDBProxyTargets: action(targets, (input) => {
      const proxy = find(input.DBProxyName);
      const [instance] = input.DBInstanceIdentifiers;
      const [cluster] = input.DBClusterIdentifiers;
      if (proxy.target) {
        throw new ServiceError(
          'DBProxyTargetAlreadyRegisteredFault',
          `${proxy.name} has a target: ${proxy.target.name}.`,
        );
      }
      if (instance !== undefined) proxy.target = { kind: 'instance', name: estate.instance(instance).identifier };
      else if (cluster !== undefined) proxy.target = { kind: 'cluster', name: clusters.cluster(cluster).identifier };
      else throw fault.combination('Exactly one instance or one cluster must be given.');
      return { DBProxyTargets: targetsOf(proxy) };
    }),

    DeregisterDBProxyTargets: action(targets, ({ DBProxyName, DBInstanceIdentifiers, DBClusterIdentifiers }) => {
      const proxy = find(DBProxyName);
      const named = [...DBInstanceIdentifiers, ...DBClusterIdentifiers];
      if (!proxy.target || !named.includes(proxy.target.name)) {
        throw new ServiceError('DBProxyTargetNotFoundFault', `${DBProxyName} has no target ${named}.`, 404);
      }
      proxy.target = undefined;
      return undefined;
    }),

    DescribeDBProxyTargets: action(
      { DBProxyName: text, TargetGroupName: text.optional(), ...page },
      ({ DBProxyName }) => ({ Targets: targetsOf(find(DBProxyName)) }),
    ),
  };
}

function targetsOf({ target }: Proxy): List {
  if (target === undefined) return new List('member', []);
  const { kind, name } = target;
  const said =
    kind === 'cluster'
      ? { Type: 'TRACKED_CLUSTER', TrackedClusterId: name, RdsResourceId: name }
      : { Type: 'RDS_INSTANCE', RdsResourceId: name };
  return new List('member', [said]);
}
