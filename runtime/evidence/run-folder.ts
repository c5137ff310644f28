import * as z from 'zod';
import { runIdOf } from '../../domain/workflow/run-names';
import type { Workflow } from '../../domain/workflow/workflow';
import type { Evidence } from './evidence';
import { isSameExecution, planKey } from './stored-plan';

type Run = Pick<Workflow, 'execution'> & Partial<Pick<Workflow, 'plan'>>;

const anothers = z.looseObject({ execution: z.object({ id: z.string(), startedAt: z.string() }) });

/**
 * Where a run leaves its report: in the folder that its plan names. One that was refused has no plan, and may bear the
 * name of an old run, whose files stay as they are.
 */
export async function folderOf(
  { plan, execution }: Run,
  evidence: Pick<Evidence, 'list' | 'getJson'>,
): Promise<string> {
  if (plan !== undefined) return plan.evidence.prefix;
  const named = `runs/${runIdOf(execution.name)}/`;
  const isOurs = (await isOf(execution, named, evidence)) ?? (await isEmpty(named, evidence));
  return isOurs ? named : `runs/${runIdOf(`${execution.name}@${execution.startedAt}`)}/`;
}

/** @returns undefined when nothing there says whose it is */
async function isOf(
  execution: Workflow['execution'],
  folder: string,
  evidence: Pick<Evidence, 'getJson'>,
): Promise<boolean | undefined> {
  for (const key of [`${folder}report.json`, planKey(folder)]) {
    const whose = await evidence.getJson(key, (value) => anothers.parse(value).execution).catch(() => null);
    if (whose !== undefined) return whose !== null && isSameExecution(whose, execution);
  }
  return undefined;
}

async function isEmpty(folder: string, evidence: Pick<Evidence, 'list'>): Promise<boolean> {
  for await (const _ of evidence.list(folder)) return false;
  return true;
}
