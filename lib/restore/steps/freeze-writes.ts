import type { FreezeWritesEnvironment } from '../../../lambda/steps/freeze-writes';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { keepsFreeze, readsBaselines, readsManifests, readsSecret } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { applicationEnvironment, readsWriteToken } from '../shared/application-access';
import { cutOverJson } from '../shared/cut-over-json';
import { databaseEnvironment } from '../shared/database-environment';
import { referencesOf } from './prove-references';

export const freezeWrites = ({
  evidence,
  traffic,
  application,
  database,
  cutOver,
  longTransactions,
  references,
  network,
}: Pick<
  RestoreResources,
  'evidence' | 'traffic' | 'application' | 'database' | 'cutOver' | 'longTransactions' | 'references' | 'network'
>): HandlerDefinition<FreezeWritesEnvironment> => ({
  bundle: 'freeze-writes',
  description: 'FreezeWrites: records the traffic, freezes it, and proves that there are no more writes',
  environment: {
    ...databaseEnvironment(database),
    ...traffic.environment,
    ...applicationEnvironment(application),
    DATABASE_IDENTIFIER: database.identifier,
    DATABASE_SECRET_ARN: database.credentials.secretArn,
    CUT_OVER: cutOverJson({ cutOver, evidence }),
    DRAIN_SECONDS: String(longTransactions.after.toSeconds()),
    LONG_TRANSACTIONS: longTransactions.then,
    REFERENCES: referencesOf({ references }),
  },
  permissions: [
    ...traffic.driven('reads the mode in force and sets it to frozen'),
    ...readsWriteToken(application),
    ...database._definition.permissions.describes,
    ...readsSecret(
      database.credentials,
      'reads the references, the clock of the database and the sessions that still write',
    ),
    ...cutOver._definition.reads('learns where the database is after a cut-over'),
    ...keepsFreeze(evidence),
    ...readsRuns(evidence),
    ...readsBaselines(evidence),
    ...readsManifests(evidence),
    ...writesRuns(evidence, 'FreezeWrites'),
  ],
  timeout: LONGEST,
  network,
});
