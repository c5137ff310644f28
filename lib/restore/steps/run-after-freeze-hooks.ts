import type { RunHooksEnvironment } from '../../../runtime/execution/run-hooks';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { invokesHooks } from '../shared/hooks';

export const runAfterFreezeHooks = (
  resources: Pick<RestoreResources, 'hooks' | 'evidence' | 'pair'>,
): HandlerDefinition<RunHooksEnvironment> => ({
  bundle: 'run-after-freeze-hooks',
  description: 'RunAfterFreezeHooks: invokes the next hook of those that run when writes are frozen',
  environment: { PAIR: resources.pair },
  permissions: [...invokesHooks(resources, 'after-freeze'), ...writesRuns(resources.evidence, 'RunAfterFreezeHooks')],
  timeout: LONGEST,
});
