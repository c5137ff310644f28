import type { HookRun, HookTime, PlannedHook, RestorePlan, Workflow } from './workflow';

type Hooked = Partial<Pick<Workflow, 'afterFreezeHooks' | 'beforeOpenHooks'>> & {
  readonly plan?: Pick<RestorePlan, 'hooks'>;
};

/** Where the state has those that were run, and how people read the moment. */
export const HOOK_TIMES = {
  'after-freeze': { field: 'afterFreezeHooks', words: 'after the freeze' },
  'before-open': { field: 'beforeOpenHooks', words: 'before traffic opens' },
} as const satisfies Record<HookTime, { field: keyof Workflow; words: string }>;

const hooksAt = ({ plan }: Hooked, when: HookTime): PlannedHook[] =>
  (plan?.hooks ?? []).filter((hook) => hook.when === when);

/** Those that this attempt has run, in order. */
export const hooksRun = (workflow: Hooked, when: HookTime): readonly HookRun[] =>
  workflow[HOOK_TIMES[when].field]?.ran ?? [];

/** Those that it still has to run, in order. */
export const hooksLeft = (workflow: Hooked, when: HookTime): PlannedHook[] =>
  hooksAt(workflow, when).slice(hooksRun(workflow, when).length);

/** For a mail, before anything is touched: none, or a line. */
export function sayHooks({ hooks = [] }: Pick<RestorePlan, 'hooks'>): string[] {
  if (hooks.length === 0) return [];
  const each = hooks.map(({ name, when }) => `${name} ${HOOK_TIMES[when].words}`).join(', ');
  return [`Functions of your own that this run invokes: ${each}.`];
}
