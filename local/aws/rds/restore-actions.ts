import { type Action, action, flag, identifier, tags, text, time } from './action';
import type { AutomatedBackups } from './automated-backups';
import type { Estate } from './database-registry';
import { describeInstance } from './describe';
import { fault } from './faults';
import { PLACE } from './instance-actions';
import { FIXED, LOG_EXPORTS, PASSABLE, restoredSettings } from './settings';

const RESTORE = { ...PASSABLE, ...LOG_EXPORTS, ...PLACE, Engine: FIXED.Engine, Tags: tags.default([]) };

export function restoreActions(estate: Estate): Record<string, Action> {
  const { version } = estate.machine.binaries;

  return {
    RestoreDBInstanceToPointInTime: action(
      {
        TargetDBInstanceIdentifier: identifier,
        SourceDBInstanceIdentifier: text.optional(),
        SourceDbiResourceId: text.optional(),
        RestoreTime: time.optional(),
        UseLatestRestorableTime: flag.default(false),
        ...RESTORE,
      },
      (input) => {
        const { TargetDBInstanceIdentifier, SourceDBInstanceIdentifier, SourceDbiResourceId, ...others } = input;
        const { RestoreTime, UseLatestRestorableTime, Tags, Port, AvailabilityZone, ...passed } = others;
        const backups = findBackups(estate, SourceDBInstanceIdentifier, SourceDbiResourceId);
        const source = backups.sourceFor(restoreTime(backups, RestoreTime, UseLatestRestorableTime))!;
        const settings = restoredSettings(backups.instance.settings, passed, version);
        const instance = estate.add(TargetDBInstanceIdentifier, settings, Tags, AvailabilityZone);
        instance.restore(source);
        return { DBInstance: describeInstance(instance, estate.groups) };
      },
    ),

    RestoreDBInstanceFromDBSnapshot: action(
      { DBInstanceIdentifier: identifier, DBSnapshotIdentifier: text, ...RESTORE },
      ({ DBInstanceIdentifier, DBSnapshotIdentifier, Tags, Port, AvailabilityZone, ...passed }) => {
        const snapshot = estate.snapshots.get(DBSnapshotIdentifier);
        if (!snapshot.source) throw fault.snapshotState(DBSnapshotIdentifier, snapshot.status);
        const settings = restoredSettings(snapshot.settings, passed, version);
        const instance = estate.add(DBInstanceIdentifier, settings, Tags, AvailabilityZone);
        instance.restore(snapshot.source);
        return { DBInstance: describeInstance(instance, estate.groups) };
      },
    ),
  };
}

function findBackups(estate: Estate, identifier: string | undefined, resourceId: string | undefined): AutomatedBackups {
  if ((identifier === undefined) === (resourceId === undefined)) {
    throw fault.combination('Exactly one of SourceDBInstanceIdentifier and SourceDbiResourceId must be given.');
  }
  const backups = identifier ? estate.instance(identifier).backups : estate.backups.get(resourceId ?? '');
  if (!backups) throw fault.backupNotFound(String(resourceId));
  const { instance } = backups;
  if (!instance.settings.BackupRetentionPeriod) throw fault.noPointInTime(instance.identifier);
  return backups;
}

/** Whole seconds, as RDS takes them; from the earliest restorable time on, and before the latest. */
export function restoreTime(backups: AutomatedBackups, asked: Date | undefined, useLatest: boolean): Date {
  if ((asked !== undefined) === useLatest) {
    throw fault.combination('Exactly one of RestoreTime and UseLatestRestorableTime must be given.');
  }
  const window = backups.window();
  if (!window) throw fault.instanceState(backups.instance.identifier, 'has no automated backup yet');
  if (!asked) return window.latest;
  const target = new Date(Math.floor(asked.getTime() / 1000) * 1000);
  if (target < window.earliest || target >= window.latest) {
    throw fault.value(
      `RestoreTime ${target.toISOString()} must not be before ${window.earliest.toISOString()} ` +
        `and must be before the latest restorable time ${window.latest.toISOString()}.`,
    );
  }
  return target;
}
