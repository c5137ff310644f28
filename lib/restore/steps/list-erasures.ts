import type { ListErasuresEnvironment } from '../../../lambda/steps/list-erasures';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { readsSecret, writesDataLoss } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { Erasures } from '../../options/erasures';
import type { RestoreResources } from '../resources';
import { databaseEnvironment } from '../shared/database-environment';

type Resources = Pick<RestoreResources, 'database' | 'evidence' | 'network'> & { readonly erasures: Erasures };

export const listErasures = ({
  database,
  evidence,
  erasures,
  network,
}: Resources): HandlerDefinition<ListErasuresEnvironment> => ({
  bundle: 'list-erasures',
  description: 'ListErasures: who was erased after the target time, and is in the restored database again',
  environment: {
    ...databaseEnvironment(database),
    DATABASE_SECRET_ARN: database.credentials.secretArn,
    ERASURES: JSON.stringify({ tables: erasures.tables ?? [], log: erasures.log }),
  },
  permissions: [
    ...database._definition.permissions.describes,
    ...readsSecret(database.credentials, 'compares keys of the restored database with those of the old one'),
    ...readsRuns(evidence),
    ...writesRuns(evidence, 'ListErasures'),
    ...writesDataLoss(evidence),
  ],
  timeout: LONGEST,
  memorySize: 512,
  network,
});
