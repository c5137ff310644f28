import { CreateDBInstanceCommand, type RDSClient } from '@aws-sdk/client-rds';
import { memberIdentifier, memberOf, settingOf } from '../../../domain/database/cluster';
import { classifyInstanceStatus } from '../../../domain/database/instance-status';
import { tagsIn } from '../../../domain/database/tags';
import type { NotesCapacity, RestoreOrder } from '../database-kind';
import type { ReadCluster } from './cluster-reader';
import { clusterSettings, memberParameters, memberSettings } from './cluster-settings';
import { whereThereIsRoom } from './placement-fallback';
import { databaseError, isNamed, tagList } from './rds-responses';

/** Of the instances of a cluster, the writer first. */
export const positions = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** What a restored cluster has for its instances. */
export interface ClusterMembersWorld {
  readonly client: RDSClient;
  readonly alternativeClasses: readonly string[];
  readonly noted: NotesCapacity;
}

/** The first instance becomes the writer, so the others come after it. */
export async function createMissingMembers(
  { members }: Pick<ReadCluster, 'members'>,
  order: RestoreOrder,
  world: ClusterMembersWorld,
): Promise<void> {
  const there = new Map(members.map((member) => [member.DBInstanceIdentifier, member.DBInstanceStatus]));
  const { instances } = clusterSettings.parse(order.settings);
  const missing = positions(instances).filter((n) => !there.has(memberIdentifier(order.identifier, n)));
  const writer = there.get(memberIdentifier(order.identifier, 1));
  for (const position of missing.filter((n) => n === 1 || classifyInstanceStatus(writer ?? '', true) === 'ready')) {
    await createMember(position, order, world);
  }
}

async function createMember(
  position: number,
  { identifier: cluster, settings, tags }: RestoreOrder,
  { client, alternativeClasses, noted }: ClusterMembersWorld,
): Promise<void> {
  const { engine, subnetGroup } = clusterSettings.parse(settings);
  const wanted = memberSettings.parse(memberOf(settings, position));
  const DBInstanceIdentifier = memberIdentifier(cluster, position);
  const parameters = {
    ...memberParameters(wanted),
    DBInstanceIdentifier,
    DBClusterIdentifier: cluster,
    Engine: engine ?? undefined,
    Tags: tagList({ ...tagsIn(wanted.tags), ...tags }),
  };
  const { instanceClass } = wanted;
  const setting = settingOf(position, 'instanceClass');
  const instance = { identifier: DBInstanceIdentifier, setting, instanceClass, multiAz: false, subnetGroup };
  try {
    await whereThereIsRoom(instance, alternativeClasses, client, noted, ({ instanceClass, zone }) =>
      client.send(
        new CreateDBInstanceCommand({
          ...parameters,
          DBInstanceClass: instanceClass ?? undefined,
          AvailabilityZone: zone ?? undefined,
        }),
      ),
    );
  } catch (error) {
    // Asked for by an earlier look, and not shown yet.
    if (isNamed(error, /^DBInstanceAlreadyExists/)) return;
    throw databaseError(`create ${DBInstanceIdentifier} in ${cluster}`, error);
  }
}
