import { RESTORE_TEST_TAG } from '../../domain/checks/restore-test';
import type { Permission } from '../handler/permission';
import type { DatabasePermissions } from './database-definition';
import {
  addsFeatureRoles,
  asCandidate,
  findsBlueGreen,
  findsDependents,
  looksAtSubnetGroup,
  looksForZones,
  onCandidates,
  passesMonitoringRole,
  type RdsSource,
  rdsArn,
  rdsArns,
  releases,
  remakesParameterGroups,
  removesParameterGroups,
  restoredArns,
  SOURCE_TAG,
  sparesSource,
  tagsLikeSource,
} from './rds-permissions';
import { encryptsInsights, encryptsStorage } from './storage-keys';

/** The groups that a restored instance is put into: the source's own, whatever their names. */
const GROUPS = ['pg', 'og', 'subgrp'] as const;

export function instancePermissions(source: RdsSource): DatabasePermissions {
  const restored = restoredArns(source, 'db');
  const spared = sparesSource(source, 'db');
  const describes: Permission = {
    reason: 'looks at the source and at the restored database, whose name is derived from the run',
    actions: ['rds:DescribeDBInstances'],
    resources: rdsArns(source, 'db'),
  };
  const looksAtSnapshots: Permission = {
    reason: 'lists snapshots, whose names cannot be predicted',
    actions: ['rds:DescribeDBSnapshots'],
    resources: rdsArns(source, 'db', 'snapshot'),
  };
  return {
    describes: [describes],
    findsRecoveryPoints: [
      {
        reason: 'reads the window of point-in-time recovery',
        actions: ['rds:DescribeDBInstanceAutomatedBackups'],
        resources: rdsArns(source, 'db', 'auto-backup'),
      },
      looksAtSnapshots,
    ],
    restores: [
      {
        reason: 'learns whether the backups were replicated from another region: they have a name of their own',
        actions: ['rds:DescribeDBInstanceAutomatedBackups'],
        resources: rdsArns(source, 'db', 'auto-backup'),
      },
      {
        reason: 'restores under a new name, which must carry the tag of its source',
        actions: ['rds:RestoreDBInstanceToPointInTime', 'rds:RestoreDBInstanceFromDBSnapshot'],
        resources: [
          rdsArn(source, 'db', source.identifier),
          ...restored,
          // Neither a snapshot nor an automated backup need be named after its database.
          ...rdsArns(source, 'snapshot', 'auto-backup', ...GROUPS),
        ],
        conditions: asCandidate(source),
      },
      tagsLikeSource(source, ...restored),
      spared,
      ...encryptsStorage(source),
      looksForZones(source),
    ],
    continuesRestore: [],
    configures: [
      {
        reason:
          'converges what a restore cannot pass, and a master password rotated since; parameters may need a reboot',
        actions: ['rds:ModifyDBInstance', 'rds:RebootDBInstance'],
        resources: restored,
        conditions: onCandidates(source),
      },
      {
        reason: 'ModifyDBInstance is also asked for the groups it assigns',
        actions: ['rds:ModifyDBInstance'],
        resources: rdsArns(source, ...GROUPS),
      },
      spared,
      ...encryptsInsights(source),
      ...passesMonitoringRole(source),
      ...addsFeatureRoles(source, 'db', 'rds:AddRoleToDBInstance'),
    ],
    releases: [releases(source, ...restored)],
    removes: [
      {
        reason:
          "lifts the deletion protection of a drill's candidate and deletes it: neither the source nor what is in use has its tag",
        actions: ['rds:ModifyDBInstance', 'rds:DeleteDBInstance'],
        resources: restored,
        conditions: onCandidates(source, 'drill'),
      },
      spared,
    ],
    readsParameterGroups: [
      {
        reason: 'reads the values of the parameter group, whatever its name',
        actions: ['rds:DescribeDBParameters'],
        resources: rdsArns(source, 'pg'),
      },
    ],
    findsDependents: findsDependents(source),
    findsBlueGreen: findsBlueGreen(source),
    remakesParameterGroups: remakesParameterGroups(source),
    removesParameterGroups: removesParameterGroups(source),
    watches: [describes, looksAtSnapshots, looksAtSubnetGroup(source)],
  };
}

/**
 * AWS Backup names what it restores for a test as it likes, and tags it; neither the source nor a candidate has that tag,
 * and none of our roles may set it.
 */
export const setsPasswordOfTests = (source: RdsSource): Permission[] => [
  {
    reason:
      "what was restored has the password of its snapshot: where the secret was rotated since, it is given today's",
    actions: ['rds:ModifyDBInstance'],
    resources: rdsArns(source, 'db'),
    conditions: {
      Null: { [`aws:ResourceTag/${RESTORE_TEST_TAG}`]: 'false', [`aws:ResourceTag/${SOURCE_TAG}`]: 'true' },
    },
  },
  sparesSource(source, 'db'),
];
