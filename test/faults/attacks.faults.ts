import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALWAYS, inRuns, OTHERS, sayAttack } from './attacks/attacks';
import { forgedPlan } from './attacks/forged-plan';
import { attacksOf } from './attacks/tamper';
import { Rig } from './rig/rig';
import { PATIENCE, tryOut } from './rig/trial';

/** `PEGASUS_ATTACKS=all` tries every kind on every file: some minutes more. */
const RUNS = inRuns(ALWAYS).concat(process.env.PEGASUS_ATTACKS === 'all' ? inRuns(OTHERS) : []);

describe('F112 what lies in the evidence is no authority:', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.open();
  }, PATIENCE);
  afterAll(() => rig.close());

  test.each(RUNS.map((attempts) => ({ title: attempts.flat().map(sayAttack).join(', '), attempts })))(
    '$title',
    async ({ attempts }) => {
      const { stages } = await tryOut(rig, { fault: attacksOf(rig, attempts) });
      expect(stages.flatMap(({ broken }) => broken)).toEqual([]);
      const said = stages.map(({ outcome, error = '' }) => `${outcome} ${/EvidenceUnusable/.exec(error) ?? ''}`.trim());
      const holding = attempts.flat().filter(({ verified }) => !verified);
      expect(said).toEqual([...holding.map(() => 'held EvidenceUnusable'), 'verified']);
    },
    PATIENCE,
  );

  test(
    'a plan that names production, of an execution that is started without a request',
    async () => {
      const { stages, untouched } = await forgedPlan(rig);
      expect(stages.map(({ outcome, broken }) => ({ outcome, broken }))).toEqual([{ outcome: 'refused', broken: [] }]);
      expect(untouched).toEqual({ there: true, deletionProtection: true });
    },
    PATIENCE,
  );
});
