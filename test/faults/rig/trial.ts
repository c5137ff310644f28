import type { DecisionRequest } from '../../../domain/workflow/decision-request';
import type { Intercept } from '../../../local/aws/lambda/functions';
import { brokenInvariants, sceneOf } from '../invariants/invariants';
import type { Scene } from '../invariants/scene';
import { lookAt } from './look';
import { record } from './record';
import { type Request, RestoreRun } from './restore-run';
import type { Rig } from './rig';

/**
 * Milliseconds that a trial may take on a very busy machine. One that is cut off goes on beside the next one and spoils
 * that too, so it is long.
 */
export const PATIENCE = 1_800_000;

/** One restore, with something wrong. */
export interface Trial {
  /** What is typed. @default - what is asked for when everything is right */
  readonly request?: Request | ((rig: Rig) => Request);
  /** Of the execution. */
  readonly name?: string;
  /** @default 'approve' */
  readonly approval?: DecisionRequest['action'];
  /** Done before the look that everything is compared with. */
  readonly arrange?: (rig: Rig) => Promise<void>;
  /** What the services answer while the run is on its way, until it holds. */
  readonly services?: (rig: Rig) => void;
  /** Lifted when the run holds: whoever decides has seen to the cause. Of a list, one until each hold. */
  readonly fault?: Intercept | readonly Intercept[];
  /** @default 'retry' */
  readonly action?: DecisionRequest['action'];
}

/** How a run stands, and whatever does not hold of it. */
export interface Stage {
  /** `refused` is a failure that has changed nothing. */
  readonly outcome: 'verified' | 'failed' | 'refused' | 'held' | 'waits for approval';
  /** Of the execution that has ended, or why it holds, in words. */
  readonly error: string | undefined;
  readonly broken: readonly string[];
}

export interface Tried {
  /** Each place where the run stood: where it held, and its end. */
  readonly stages: readonly Stage[];
  /** States in the order in which they were entered. */
  readonly road: readonly string[];
  readonly last: Scene;
  readonly seconds: number;
}

/** Tries it, looks at all ten invariants wherever the run stands still, and puts everything back. */
export async function tryOut(rig: Rig, trial: Trial, look?: (scene: Scene) => Promise<void>): Promise<Tried> {
  const startedAt = Date.now();
  await trial.arrange?.(rig);
  const before = await lookAt(rig);
  const faults = [trial.fault ?? []].flat();
  rig.fault = faults[0];
  trial.services?.(rig);
  const { request } = trial;
  const run = RestoreRun.start(rig, { ...trial, request: typeof request === 'function' ? request(rig) : request });
  const stages: Stage[] = [];
  try {
    for (;;) {
      const stand = await run.stands();
      rig.lift();
      // The report of a stopped run is a part of what ends a run.
      if (stand === 'ended') await run.execution.finished;
      await rig.production.aws.events.waitUntilStable();
      const last = await sceneOf(rig, run, before);
      stages.push(await stageOf(last, stand));
      rig.fault = faults[stages.length];
      if (stand === 'held' && (await run.decide(trial.action ?? 'retry'))) continue;
      if (stand !== 'ended') {
        // Nobody can answer: somebody stops it.
        run.execution.stop('ABORTED');
        continue;
      }
      await look?.(last);
      const road = run.execution.history.entries.flatMap(({ event, state }) =>
        event.type.endsWith('StateEntered') && state !== undefined ? [state] : [],
      );
      const tried = { stages, road, last, seconds: (Date.now() - startedAt) / 1000 };
      record(tried);
      return tried;
    }
  } finally {
    await rig.putBack();
  }
}

async function stageOf(scene: Scene, stand: string): Promise<Stage> {
  const asked = [...scene.evidence].filter(([name]) => name.startsWith('decisions/'));
  const error = stand === 'held' ? asked.at(-1)?.[1] : scene.run.execution.error;
  return { outcome: outcomeOf(scene, stand), error, broken: await brokenInvariants(scene) };
}

function outcomeOf({ before, now, run }: Scene, stand: string): Stage['outcome'] {
  if (stand !== 'ended') return stand as Stage['outcome'];
  if (run.execution.status === 'SUCCEEDED') return 'verified';
  return before.traffic.mode === now.traffic.mode && before.databases.join() === now.databases.join()
    ? 'refused'
    : 'failed';
}
