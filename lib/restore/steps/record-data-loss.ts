import type { RecordDataLossEnvironment } from '../../../lambda/steps/record-data-loss';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { readsSecret, writesDataLoss } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { databaseEnvironment } from '../shared/database-environment';

export const recordDataLoss = ({
  database,
  evidence,
  keepLostRows,
  network,
}: Pick<
  RestoreResources,
  'database' | 'evidence' | 'keepLostRows' | 'network'
>): HandlerDefinition<RecordDataLossEnvironment> => ({
  bundle: 'record-data-loss',
  description: 'RecordDataLoss: rows and objects that the old stores have and the restored ones do not',
  environment: {
    ...databaseEnvironment(database),
    DATABASE_SECRET_ARN: database.credentials.secretArn,
    DATA_LOSS_DAYS: String(keepLostRows.toDays()),
  },
  permissions: [
    ...database._definition.permissions.describes,
    ...readsSecret(database.credentials, 'reads the rows of the old database and of the restored one'),
    ...readsRuns(evidence),
    ...writesRuns(evidence, 'RecordDataLoss'),
    ...writesDataLoss(evidence),
  ],
  timeout: LONGEST,
  memorySize: 512,
  network,
});
