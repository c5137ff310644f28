import type { HooksRun } from '../../domain/workflow/workflow';
import {
  hooksWorld,
  type RunHooksEnvironment,
  type RunHooksInput,
  runNextHook,
} from '../../runtime/execution/run-hooks';
import { environment, stepHandler } from '../step-handler';

export const handler = stepHandler<RunHooksInput, HooksRun>('RunAfterFreezeHooks', (input, context) => {
  const { PAIR } = environment<RunHooksEnvironment>({ PAIR: 'required' });
  return runNextHook('after-freeze', input, hooksWorld(PAIR, context));
});
