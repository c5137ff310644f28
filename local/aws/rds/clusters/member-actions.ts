import * as z from 'zod';
import { type Action, action, filtersOf, flag, identifier, page, tags, text, whole } from '../action';
import { List } from '../answer';
import { checkRoom, type Estate } from '../database-registry';
import { describeInstance } from '../describe';
import { fault } from '../faults';
import type { FormValue } from '../form';
import { PLACE } from '../instance-actions';
import { pageOf } from '../paging';
import { defaultSettings, NOT_ON_RESTORE, PASSABLE } from '../settings';
import { ClusterMember } from './cluster-member';
import type { ClusterEstate } from './cluster-registry';
import { describeMember, ENGINE } from './describe-cluster';

/** What is an instance's own in a cluster. */
const OWN = {
  DBParameterGroupName: PASSABLE.DBParameterGroupName,
  PubliclyAccessible: PASSABLE.PubliclyAccessible,
  AutoMinorVersionUpgrade: PASSABLE.AutoMinorVersionUpgrade,
  CACertificateIdentifier: PASSABLE.CACertificateIdentifier,
  PreferredMaintenanceWindow: NOT_ON_RESTORE.PreferredMaintenanceWindow,
  MonitoringInterval: NOT_ON_RESTORE.MonitoringInterval,
  MonitoringRoleArn: NOT_ON_RESTORE.MonitoringRoleArn,
  EnablePerformanceInsights: NOT_ON_RESTORE.EnablePerformanceInsights,
  PerformanceInsightsKMSKeyId: NOT_ON_RESTORE.PerformanceInsightsKMSKeyId,
  PerformanceInsightsRetentionPeriod: NOT_ON_RESTORE.PerformanceInsightsRetentionPeriod,
  PromotionTier: whole.refine((tier) => tier <= 15, 'must be from 0 to 15').optional(),
};

const named = z.looseObject({ DBInstanceIdentifier: z.string(), DBClusterIdentifier: z.string().optional() });

/** Actions on instances, of which some are in a cluster: those are ours, the others are `alone`'s. */
export function memberActions(
  estate: ClusterEstate,
  instances: Estate,
  alone: Readonly<Record<string, Action>>,
): Record<string, Action> {
  const { groups, machine } = estate;
  const answer = (member: ClusterMember) => ({ DBInstance: describeMember(member, groups) });
  const memberCalled = (name: string): ClusterMember => estate.member(name)!;

  const create = action(
    {
      DBInstanceIdentifier: identifier,
      DBClusterIdentifier: text,
      Engine: z.literal(ENGINE),
      Tags: tags.default([]),
      DBInstanceClass: PASSABLE.DBInstanceClass.unwrap(),
      AvailabilityZone: PLACE.AvailabilityZone,
      ...OWN,
    },
    ({ DBInstanceIdentifier, DBClusterIdentifier, Engine, Tags, AvailabilityZone, ...passed }) => {
      const cluster = estate.availableCluster(DBClusterIdentifier);
      if (estate.member(DBInstanceIdentifier) || instances.instances.has(DBInstanceIdentifier)) {
        throw fault.instanceExists(DBInstanceIdentifier);
      }
      if (passed.DBParameterGroupName !== undefined) groups.parameterGroup(passed.DBParameterGroupName);
      if (passed.DBInstanceClass === 'db.serverless' && !cluster.settings.ServerlessV2ScalingConfiguration) {
        throw fault.combination('db.serverless needs a cluster with a ServerlessV2ScalingConfiguration.');
      }
      checkRoom(machine, passed, AvailabilityZone);
      const defaults = { ...defaultSettings(machine.binaries.version), PromotionTier: 1 };
      const settings = { ...defaults, DBParameterGroupName: `default.${groups.auroraFamily}`, ...passed };
      const member = new ClusterMember(cluster, DBInstanceIdentifier, settings, Tags);
      cluster.members.set(DBInstanceIdentifier, member);
      member.create();
      return answer(member);
    },
  );

  const modify = action(
    {
      DBInstanceIdentifier: text,
      ApplyImmediately: flag.default(false),
      DBInstanceClass: PASSABLE.DBInstanceClass,
      ...OWN,
    },
    ({ DBInstanceIdentifier, ApplyImmediately, ...changes }) => {
      const member = memberCalled(DBInstanceIdentifier);
      if (member.status !== 'available') throw fault.instanceState(DBInstanceIdentifier, member.status);
      if (changes.DBParameterGroupName !== undefined) groups.parameterGroup(changes.DBParameterGroupName);
      member.apply(changes);
      return answer(member);
    },
  );

  const reboot = action({ DBInstanceIdentifier: text }, ({ DBInstanceIdentifier }) => {
    const member = memberCalled(DBInstanceIdentifier);
    if (member.status !== 'available') throw fault.instanceState(DBInstanceIdentifier, member.status);
    member.reboot();
    return answer(member);
  });

  /** A final snapshot is the cluster's. */
  const remove = action(
    { DBInstanceIdentifier: text, SkipFinalSnapshot: flag.default(false) },
    ({ DBInstanceIdentifier }) => {
      const member = memberCalled(DBInstanceIdentifier);
      if (member.status === 'deleting') throw fault.instanceState(DBInstanceIdentifier, 'already being deleted');
      member.delete();
      return answer(member);
    },
  );

  const describe = action(
    {
      DBInstanceIdentifier: text.optional(),
      Filters: filtersOf('db-instance-id', 'dbi-resource-id', 'db-cluster-id'),
      ...page,
    },
    ({ DBInstanceIdentifier, Filters, ...asked }) => {
      const all = [
        ...estate.members.map((member) => ({ of: member, cluster: member.cluster.identifier, member })),
        ...[...instances.instances.values()].map((instance) => ({ of: instance, cluster: '', instance })),
      ];
      const found = all.filter(
        ({ of }) => DBInstanceIdentifier === undefined || of.identifier === DBInstanceIdentifier.toLowerCase(),
      );
      if (DBInstanceIdentifier !== undefined && found.length === 0) throw fault.instanceNotFound(DBInstanceIdentifier);
      const wanted = found.filter(({ of, cluster }) => {
        const said = { 'db-instance-id': of.identifier, 'dbi-resource-id': of.resourceId, 'db-cluster-id': cluster };
        return Filters.every(({ Name, Values }) => Values.includes(said[Name as keyof typeof said]));
      });
      const { items, Marker } = pageOf(wanted, ({ of }) => of.identifier, asked);
      const described = items.map((item) =>
        'member' in item ? describeMember(item.member, groups) : describeInstance(item.instance, groups),
      );
      return { Marker, DBInstances: new List('DBInstance', described) };
    },
  );

  const eitherOr =
    (name: string, ours: Action, isOurs: (input: z.output<typeof named>) => boolean): Action =>
    async (input: FormValue) => {
      const parsed = named.safeParse(input);
      return await (parsed.success && isOurs(parsed.data) ? ours : alone[name]!)(input);
    };
  const isMember = ({ DBInstanceIdentifier }: z.output<typeof named>) =>
    estate.member(DBInstanceIdentifier) !== undefined;

  return {
    ...alone,
    CreateDBInstance: eitherOr(
      'CreateDBInstance',
      create,
      ({ DBClusterIdentifier }) => DBClusterIdentifier !== undefined,
    ),
    DescribeDBInstances: describe,
    ModifyDBInstance: eitherOr('ModifyDBInstance', modify, isMember),
    RebootDBInstance: eitherOr('RebootDBInstance', reboot, isMember),
    DeleteDBInstance: eitherOr('DeleteDBInstance', remove, isMember),
  };
}
