import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Rig } from './rig/rig';
import { PATIENCE, tryOut } from './rig/trial';
import type { Expected } from './state-machine/expected';

/** Each trial with the whole state machine, one after the other, on one installation. */
export function tryAll(trials: readonly Expected[], others: (rig: () => Rig) => void = () => {}): void {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.open();
  }, PATIENCE);
  afterAll(() => rig.close());

  test.each(trials)(
    '$title',
    async ({ trial, stages, error, look, lookFirst }) => {
      const tried = await tryOut(rig, trial, async (scene) => lookFirst?.(scene));
      expect(tried.stages.flatMap(({ broken }) => broken)).toEqual([]);
      expect(tried.stages.map(({ outcome }) => outcome)).toEqual(stages);
      if (error !== undefined) expect(tried.stages[0]?.error).toMatch(error);
      await look?.(tried.last);
    },
    PATIENCE,
  );
  others(() => rig);
}
