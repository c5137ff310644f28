import type { Scene } from '../invariants/scene';
import type { Stage, Trial } from '../rig/trial';

/** A fault by name, tried with the whole machine. */
export interface Expected {
  /** Begins with the fault. */
  readonly title: string;
  readonly trial: Trial;
  /** Where the run stands, one after the other. */
  readonly stages: readonly Stage['outcome'][];
  /** With which the execution ends, or the step failed for which it holds. */
  readonly error?: string | RegExp;
  /** What must be so before everything is put back. @throws when it is not */
  readonly lookFirst?: (scene: Scene) => void | Promise<void>;
  /** What else must be so at the end. @throws when it is not */
  readonly look?: (scene: Scene) => void | Promise<void>;
}
