import type { RestoreReport } from '../../../domain/report/model';
import type { Look } from '../rig/look';
import type { RestoreRun } from '../rig/restore-run';
import type { Rig } from '../rig/rig';

/** A run that does nothing more by itself, and what is to be seen of it from outside. */
export interface Scene {
  readonly rig: Rig;
  readonly before: Look;
  readonly now: Look;
  readonly run: Pick<RestoreRun, 'execution' | 'runId'>;
  /** What lies below `runs/<run>/` in the evidence bucket, by its name there. */
  readonly evidence: ReadonlyMap<string, string>;
  readonly report: RestoreReport | undefined;
}

/** One of the ten sentences of docs/faults.md that hold after every fault. */
export interface Invariant {
  readonly number: number;
  readonly says: string;
  /** @returns what breaks it; undefined when it holds */
  broken(scene: Scene): Promise<string | undefined>;
}
