import type { Fault } from './fault';

/** What a restore needs to be one, and a serverless instance its cluster to have; all else that is passed are settings. */
const NO_SETTING =
  /^(Action|Version|Engine|EngineVersion|TargetDBInstanceIdentifier|SourceDbiResourceId|RestoreTime|DBInstanceIdentifier|DBSnapshotIdentifier|DBClusterIdentifier|SourceDbClusterResourceId|RestoreToTime|RestoreType|SnapshotIdentifier|DBInstanceClass|ServerlessV2ScalingConfiguration\..*|Tags\..*|ApplyImmediately)$/;

/** A restore without convergence: RDS takes none of the settings that it is given, at the restore or after it; nor Aurora with the instances of a cluster. */
export const settingsLost: Fault = {
  name: 'settings-lost',
  description: "the restored database gets no setting of its source and keeps RDS's defaults",
  async beforeRestore({ aws }) {
    aws.rds.intercept = (action, parameters) => {
      if (!/^((Restore|Modify)DB(Instance|Cluster)|CreateDBInstance$)/.test(action)) return undefined;
      for (const name of [...parameters.keys()]) if (!NO_SETTING.test(name)) parameters.delete(name);
      return undefined;
    };
  },
};
