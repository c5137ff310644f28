import type { RunHooksEnvironment } from '../../../runtime/execution/run-hooks';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { invokesHooks } from '../shared/hooks';

export const runBeforeOpenHooks = (
  resources: Pick<RestoreResources, 'hooks' | 'evidence' | 'pair'>,
): HandlerDefinition<RunHooksEnvironment> => ({
  bundle: 'run-before-open-hooks',
  description: 'RunBeforeOpenHooks: invokes the next hook of those that run when both stores are verified',
  environment: { PAIR: resources.pair },
  permissions: [...invokesHooks(resources, 'before-open'), ...writesRuns(resources.evidence, 'RunBeforeOpenHooks')],
  timeout: LONGEST,
});
