import type { TearDownEnvironment } from '../../../lambda/steps/tear-down';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { type Permission, takesLock } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { databaseEnvironment, databaseNetwork } from '../shared/database-environment';
import { drillApplicationEnvironment, invokesDrillApplication } from '../shared/drill-application';

type TearDownResources = Pick<RestoreResources, 'database' | 'evidence' | 'traffic' | 'network' | 'drillApplication'>;

export const tearDown = (resources: TearDownResources): HandlerDefinition<TearDownEnvironment> => ({
  bundle: 'tear-down',
  description: 'TearDown: removes what a drill made, freezes what is not verified, releases the lock',
  environment: {
    ...resources.traffic.environment,
    ...databaseEnvironment(resources.database),
    ...drillApplicationEnvironment(resources),
  },
  permissions: [
    ...tearsDown(resources),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence, 'TearDown'),
  ],
  network: databaseNetwork(resources),
  timeout: LONGEST,
});

/** Beside the evidence of the run. */
export const tearsDown = ({ database, evidence, traffic, drillApplication }: TearDownResources): Permission[] => [
  ...database._definition.permissions.describes,
  ...database._definition.permissions.findsRecoveryPoints,
  ...database._definition.permissions.removes,
  ...database._definition.permissions.removesParameterGroups,
  ...invokesDrillApplication({ drillApplication }, 'stops what runs against the database of a drill'),
  ...traffic.driven('puts traffic back to frozen when a run that froze it has failed'),
  ...takesLock(evidence),
];
