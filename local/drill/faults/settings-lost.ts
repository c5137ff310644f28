import type { Fault } from './fault';

/** What a restore needs to be one; all else that it passes are settings. */
const NO_SETTING =
  /^(Action|Version|Engine|EngineVersion|TargetDBInstanceIdentifier|SourceDbiResourceId|RestoreTime|DBInstanceIdentifier|DBSnapshotIdentifier|DBClusterIdentifier|SourceDbClusterResourceId|RestoreToTime|RestoreType|SnapshotIdentifier|Tags\..*|ApplyImmediately)$/;

/** A restore without convergence: RDS takes none of the settings that it is given, at the restore or after it. */
export const settingsLost: Fault = {
  name: 'settings-lost',
  description: "no setting of the source reaches the restored database: it stays as RDS's defaults make it",
  async beforeRestore({ aws }) {
    aws.rds.intercept = (action, parameters) => {
      if (!/^(Restore|Modify)DB(Instance|Cluster)/.test(action)) return undefined;
      for (const name of [...parameters.keys()]) if (!NO_SETTING.test(name)) parameters.delete(name);
      return undefined;
    };
  },
};
