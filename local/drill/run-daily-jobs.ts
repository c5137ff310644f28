import type { LocalFunctions } from '../aws/lambda/functions';
import type { Installation } from './model';

/** Invokes what notes something every day, as the schedules would. */
export async function runDaily(
  functions: LocalFunctions,
  { manifestFunction, baselineFunction }: Installation,
): Promise<void> {
  for (const name of [manifestFunction, baselineFunction]) {
    const outcome = await functions.invoke(name, '{}');
    if ('error' in outcome) throw new Error(`${name} failed: ${outcome.error.errorMessage}`);
  }
}
