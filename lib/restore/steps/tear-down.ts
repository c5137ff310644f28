import type { TearDownEnvironment } from '../../../lambda/steps/tear-down';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { readsRuns, takesLock, writesRuns } from '../../handler/permission';
import type { RestoreResources } from '../resources';
import { databaseEnvironment, databaseNetwork } from '../shared/database-environment';
import { drillApplicationEnvironment, invokesDrillApplication } from '../shared/drill-application';

export const tearDown = ({
  database,
  evidence,
  traffic,
  network,
  drillApplication,
}: Pick<
  RestoreResources,
  'database' | 'evidence' | 'traffic' | 'network' | 'drillApplication'
>): HandlerDefinition<TearDownEnvironment> => ({
  bundle: 'tear-down',
  description: 'TearDown: removes what a drill made, freezes what is not verified, releases the lock',
  environment: {
    ...traffic.environment,
    ...databaseEnvironment(database),
    ...drillApplicationEnvironment({ drillApplication }),
  },
  permissions: [
    ...database.definition.permissions.describes,
    ...database.definition.permissions.findsRecoveryPoints,
    ...database.definition.permissions.removes,
    ...database.definition.permissions.removesParameterGroups,
    ...invokesDrillApplication({ drillApplication }, 'stops what runs against the database of a drill'),
    ...traffic.driven('puts traffic back to frozen when a run that froze it has failed'),
    ...takesLock(evidence),
    ...readsRuns(evidence),
    ...writesRuns(evidence),
  ],
  network: databaseNetwork({ database, network }),
  timeout: LONGEST,
});
