import { HOOK_TIMES, hooksRun } from '../workflow/hooks';
import { duration } from './duration';
import type { ReportedWorkflow, RestoreReport } from './model';

/** Each of the plan, with what the last attempt has of it. */
export function hooksOf(workflow: ReportedWorkflow): RestoreReport['hooks'] {
  return (workflow.plan?.hooks ?? []).map(({ name, when }) => {
    const ran = hooksRun(workflow, when).find((one) => one.name === name);
    return { name, when, done: ran?.done ?? null, seconds: ran?.seconds ?? null };
  });
}

export const hookWords = ({ hooks }: RestoreReport): string[] =>
  hooks.map(({ name, when, done, seconds }) => {
    const what = `${name}, ${HOOK_TIMES[when].words}`;
    return done === null ? `**${what}: not done** in the last attempt.` : `${what}: ${done} (${duration(seconds)})`;
  });
