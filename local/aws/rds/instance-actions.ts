import * as z from 'zod';
import { notImplemented } from '../protocols/service-error';
import { type Action, action, flag, identifier, listOf, tags, text, whole } from './action';
import type { Estate } from './database-registry';
import type { DbInstance } from './db-instance';
import { describeInstance } from './describe';
import { fault } from './faults';
import { defaultSettings, FIXED, LOG_EXPORTS, NOT_ON_RESTORE, PASSABLE, type Settings, splitChanges } from './settings';

/**
 * Taken and not honoured: instances that share one address cannot all have the port that is asked for, and there is one
 * zone, whatever `hasRoom` says of others. The endpoint says the truth.
 */
export const PLACE = { Port: whole.optional(), AvailabilityZone: text.optional() };

export const password = text.min(8, 'must have at least 8 characters').max(128);

export function instanceActions(estate: Estate): Record<string, Action> {
  const { groups, machine } = estate;
  const answer = (instance: DbInstance) => ({ DBInstance: describeInstance(instance, groups) });

  return {
    CreateDBInstance: action(
      {
        DBInstanceIdentifier: identifier,
        MasterUserPassword: password,
        Tags: tags.default([]),
        ...PLACE,
        ...PASSABLE,
        ...NOT_ON_RESTORE,
        ...LOG_EXPORTS,
        ...FIXED,
        Engine: z.literal('postgres'),
        DBInstanceClass: PASSABLE.DBInstanceClass.unwrap(),
        MasterUsername: FIXED.MasterUsername.unwrap(),
      },
      ({ DBInstanceIdentifier, MasterUserPassword, Tags, Port, AvailabilityZone, ...passed }) => {
        checkEngine(passed.EngineVersion, machine.binaries.version);
        const settings = {
          ...defaultSettings(machine.binaries.version),
          ...passed,
          EngineVersion: machine.binaries.version,
        };
        const instance = estate.add(DBInstanceIdentifier, settings, Tags, AvailabilityZone);
        instance.create(MasterUserPassword);
        return answer(instance);
      },
    ),

    ModifyDBInstance: action(
      {
        DBInstanceIdentifier: text,
        ApplyImmediately: flag.default(false),
        MasterUserPassword: password.optional(),
        NewDBInstanceIdentifier: identifier.optional(),
        CloudwatchLogsExportConfiguration: z
          .strictObject({ EnableLogTypes: listOf(text).default([]), DisableLogTypes: listOf(text).default([]) })
          .optional(),
        ...PASSABLE,
        ...NOT_ON_RESTORE,
      },
      (input) => {
        const { DBInstanceIdentifier, ApplyImmediately, MasterUserPassword, NewDBInstanceIdentifier, ...rest } = input;
        const { CloudwatchLogsExportConfiguration, ...changes } = rest;
        const instance = estate.availableInstance(DBInstanceIdentifier);
        estate.checkGroups(changes);
        checkStorage(changes, instance.settings);
        checkEngine(changes.EngineVersion, machine.binaries.version);
        if (NewDBInstanceIdentifier && !ApplyImmediately) throw notImplemented('A pending `NewDBInstanceIdentifier`');
        if (NewDBInstanceIdentifier) estate.rename(instance, NewDBInstanceIdentifier);
        const waiting = ApplyImmediately ? instance.pending : {};
        const { now, pending } = splitChanges({ ...waiting, ...changes }, ApplyImmediately);
        instance.pending = ApplyImmediately ? {} : { ...instance.pending, ...pending };
        instance.apply(
          { ...now, ...logExports(instance.settings, CloudwatchLogsExportConfiguration) },
          MasterUserPassword,
        );
        return answer(instance);
      },
    ),

    AddRoleToDBInstance: action(
      { DBInstanceIdentifier: text, RoleArn: text, FeatureName: text },
      ({ DBInstanceIdentifier, RoleArn, FeatureName }) => {
        const { roles } = estate.availableInstance(DBInstanceIdentifier);
        if (roles.has(FeatureName)) throw fault.roleExists('Instance', DBInstanceIdentifier, FeatureName);
        roles.set(FeatureName, RoleArn);
        return {};
      },
    ),

    RebootDBInstance: action({ DBInstanceIdentifier: text }, ({ DBInstanceIdentifier }) => {
      const instance = estate.availableInstance(DBInstanceIdentifier);
      void instance.reboot();
      return answer(instance);
    }),

    DeleteDBInstance: action(
      {
        DBInstanceIdentifier: text,
        SkipFinalSnapshot: flag.default(false),
        FinalDBSnapshotIdentifier: identifier.optional(),
        DeleteAutomatedBackups: flag.default(true),
      },
      ({ DBInstanceIdentifier, SkipFinalSnapshot, FinalDBSnapshotIdentifier, DeleteAutomatedBackups }) => {
        const instance = estate.instance(DBInstanceIdentifier);
        if (instance.status === 'deleting') throw fault.instanceState(DBInstanceIdentifier, 'already being deleted');
        if (instance.settings.DeletionProtection) {
          throw fault.combination(
            'Cannot delete protected DB Instance, please disable deletion protection and try again.',
          );
        }
        if (SkipFinalSnapshot && FinalDBSnapshotIdentifier) {
          throw fault.combination('FinalDBSnapshotIdentifier can not be specified when skipping the final snapshot.');
        }
        if (!SkipFinalSnapshot && !FinalDBSnapshotIdentifier) {
          throw fault.combination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
        }
        if (!SkipFinalSnapshot && instance.status !== 'available') {
          throw fault.instanceState(DBInstanceIdentifier, `${instance.status}, so that it has no final snapshot`);
        }
        estate.delete(instance, FinalDBSnapshotIdentifier, !DeleteAutomatedBackups && instance.hasAutomatedBackups);
        return answer(instance);
      },
    ),
  };
}

/** IOPS go with the size of the volume, and a small gp3 has its own. */
function checkStorage({ Iops, StorageThroughput, AllocatedStorage, StorageType }: Settings, before: Settings): void {
  if (Iops === undefined && StorageThroughput === undefined) return;
  if (AllocatedStorage === undefined) {
    throw fault.combination('You must specify both the storage size and iops when modifying the storage size or iops.');
  }
  if ((StorageType ?? before.StorageType) === 'gp3' && AllocatedStorage < 400) {
    throw fault.combination(`You can't specify IOPS or storage throughput for gp3 with ${AllocatedStorage} GiB.`);
  }
}

/** One binary, one version: `18` and `18.4` are this one. */
export function checkEngine(asked: string | undefined, here: string): void {
  if (asked === undefined || here === asked || here.startsWith(`${asked}.`)) return;
  throw fault.combination(`Cannot find version ${asked} for postgres: this machine has ${here}.`);
}

export function logExports(
  { EnableCloudwatchLogsExports = [] }: Pick<Settings, 'EnableCloudwatchLogsExports'>,
  change?: { EnableLogTypes: string[]; DisableLogTypes: string[] },
): Pick<Settings, 'EnableCloudwatchLogsExports'> {
  if (!change) return {};
  const kept = EnableCloudwatchLogsExports.filter((type) => !change.DisableLogTypes.includes(type));
  return { EnableCloudwatchLogsExports: [...new Set([...kept, ...change.EnableLogTypes])] };
}
