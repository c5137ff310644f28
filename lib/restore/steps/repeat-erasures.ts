import type { RepeatErasuresEnvironment } from '../../../lambda/steps/repeat-erasures';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { readsErasures, readsSecret } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { Erasures } from '../../options/erasures';
import type { RestoreResources } from '../resources';

type Resources = Pick<RestoreResources, 'database' | 'evidence' | 'network'> & { readonly erasures: Erasures };

export const repeatErasures = ({
  database,
  evidence,
  erasures: { repeatWith },
  network,
}: Resources): HandlerDefinition<RepeatErasuresEnvironment> => ({
  bundle: 'repeat-erasures',
  description: 'RepeatErasures: has the function of the application erase again who was erased after the target time',
  environment: { DATABASE_SECRET_ARN: database.credentials.secretArn, ERASURE_FUNCTION: repeatWith.functionArn },
  permissions: [
    ...readsSecret(database.credentials, 'counts in the restored database what was erased'),
    {
      reason: 'has erasures carried out again',
      actions: ['lambda:InvokeFunction'],
      resources: [repeatWith.functionArn],
    },
    ...readsErasures(evidence),
    ...readsRuns(evidence),
    ...writesRuns(evidence, 'RepeatErasures'),
  ],
  timeout: LONGEST,
  network,
});
