import type { RestoreReport } from '../../../domain/report/model';
import { runIdOf } from '../../../domain/workflow/run-names';
import { evidenceBelow } from '../rig/evidence';
import { type Look, lookAt } from '../rig/look';
import type { Rig } from '../rig/rig';
import { againChangesNothing, dryRunWritesNothing, everyRunReported, lockFreeOrOwned } from './runs';
import type { Invariant, Scene } from './scene';
import { nothingToldOut } from './secrets';
import { noVersionDeleted, objectsAsReplayed, sourceUnchanged } from './stores';
import { frozenOrUntouched, openOnOneAttempt } from './traffic';

/** In the order of docs/faults.md. */
export const INVARIANTS: readonly Invariant[] = [
  sourceUnchanged,
  noVersionDeleted,
  frozenOrUntouched,
  openOnOneAttempt,
  lockFreeOrOwned,
  everyRunReported,
  againChangesNothing,
  dryRunWritesNothing,
  nothingToldOut,
  objectsAsReplayed,
];

export async function sceneOf(rig: Rig, run: Scene['run'], before: Look): Promise<Scene> {
  const now = await lookAt(rig);
  const { name } = run.execution.origin;
  const own = await below(rig, `runs/${runIdOf(`${name}@${run.execution.startedAt.toISOString()}`)}/`);
  // What lay under its name already is another run's, and so is the folder.
  const evidence = own.size > 0 ? own : await below(rig, `runs/${run.runId}/`);
  const text = evidence.get('report.json');
  const report = text === undefined ? undefined : (JSON.parse(text) as RestoreReport);
  return { rig, before, now, run, evidence, report };
}

async function below(rig: Rig, folder: string): Promise<Map<string, string>> {
  return new Map([...(await evidenceBelow(rig, folder))].map(([key, text]) => [key.slice(folder.length), text]));
}

/** @returns one line for each invariant that does not hold: `3 (…): what breaks it` */
export async function brokenInvariants(scene: Scene): Promise<string[]> {
  const broken: string[] = [];
  for (const { number, says, broken: look } of INVARIANTS) {
    const what = await look(scene);
    if (what !== undefined) broken.push(`${number} (${says}): ${what}`);
  }
  return broken;
}
