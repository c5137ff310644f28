import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALWAYS, EVERY, inRuns, sayAttack } from './attacks/attacks';
import { forgedPlan } from './attacks/forged-plan';
import { type Replayed, replay } from './attacks/replays';
import { attacksOf } from './attacks/tamper';
import { type OpenUploads, uploadInParts } from './rig/open-uploads';
import { Rig } from './rig/rig';
import { PATIENCE, tryOut } from './rig/trial';

/** `PEGASUS_ATTACKS=all` tries every kind on every file with the whole state machine: some minutes more. */
const RUNS = inRuns(ALWAYS).concat(process.env.PEGASUS_ATTACKS === 'all' ? inRuns(EVERY) : []);

describe('F82 F112 F119 what lies in the evidence is no authority:', () => {
  let rig: Rig;
  let replayed: Replayed[] | undefined;
  let named: OpenUploads;
  beforeAll(async () => {
    rig = await Rig.open(1, ['public.jobs']);
  }, PATIENCE);
  afterAll(() => rig.close());

  test.each(RUNS.map((attempts) => ({ title: attempts.flat().map(sayAttack).join(', '), attempts })))(
    '$title',
    async ({ attempts }) => {
      const trial = {
        arrange: async () => {
          named = await uploadInParts(rig);
        },
        request: () => named,
        fault: attacksOf(rig, attempts),
      };
      const { stages, last } = await tryOut(rig, trial, async () => {
        replayed ??= await replay(rig, EVERY);
      });
      expect(stages.flatMap(({ broken }) => broken)).toEqual([]);
      const said = stages.map(({ outcome, error = '' }) => `${outcome} ${/EvidenceUnusable/.exec(error) ?? ''}`.trim());
      const holding = attempts.flat().filter(({ verified }) => !verified);
      expect(said).toEqual([...holding.map(() => 'held EvidenceUnusable'), 'verified']);
      // Whom the incident has deleted, too; the invariants have compared rows and objects with what must be there.
      const erased = last.report?.erasures?.repeated;
      expect(erased).toMatchObject({ outcome: 'repeated', kept: 0, erased: expect.any(Number) });
      expect(erased).toMatchObject({ expected: erased?.erased });
      expect(erased?.erased).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  test('each stored file, on the state that the first run ended in: refused, or the same answer as without', () => {
    const expected = EVERY.map((attack) => ({
      attack: `${sayAttack(attack)}, before ${attack.before}`,
      outcome: attack.verified ? 'the same' : 'refused',
      changed: [],
    }));
    expect(replayed).toEqual(expected);
  });

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
