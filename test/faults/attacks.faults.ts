import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALL_STEPS } from '../../domain/workflow/workflow';
import { ATTEMPTS, sayAttack } from './attacks/attacks';
import { forgedPlan } from './attacks/forged-plan';
import { isAllowed, sayReplayed } from './attacks/judged';
import { Replays } from './attacks/replays';
import { placeOfKey, STORED } from './attacks/stored';
import { attacksOf } from './attacks/tamper';
import { evidenceBelow } from './rig/evidence';
import { type OpenUploads, uploadInParts } from './rig/open-uploads';
import { Rig } from './rig/rig';
import { PATIENCE, tryOut } from './rig/trial';

describe('F82 F112 F119 what lies in the evidence is no authority:', () => {
  let rig: Rig;
  let named: OpenUploads;
  beforeAll(async () => {
    rig = await Rig.open(1, ['public.jobs']);
  }, PATIENCE);
  afterAll(() => rig.close());

  describe('each file that a step of a run reads, attacked in each way:', () => {
    let replays: Replays;
    const left: string[] = [];

    test(
      'the run goes on, its hooks at their places, and all ten invariants hold',
      async () => {
        replays = await Replays.begin(rig);
        const { stages, road, last } = await tryOut(rig, { fault: replays.intercept }, async () => {
          await replays.attackLast();
          left.push(...(await evidenceBelow(rig, '')).keys());
        });
        expect(stages).toEqual([{ outcome: 'verified', error: undefined, broken: [] }]);
        const steps = road.filter((state) => ALL_STEPS.some((step) => step === state));
        const around = (step: string) => [steps[steps.indexOf(step) - 1], steps[steps.indexOf(step) + 1]];
        expect(around('RunAfterFreezeHooks')).toEqual(['FreezeWrites', 'RestoreDatabase']);
        expect(around('RunBeforeOpenHooks')).toEqual(['VerifyObjects', 'OpenLowTraffic']);
        const done = `emptied in attempt 0 of ${last.report?.runId}`;
        expect(last.report?.hooks).toMatchObject([
          { name: 'after-freeze', done },
          { name: 'before-open', done },
        ]);
      },
      PATIENCE,
    );

    test('it is refused, or changes nothing', () => {
      expect(replays.found.length).toBeGreaterThan(50);
      expect(replays.found.flatMap(({ broken }) => broken)).toEqual([]);
      expect(replays.found.filter((one) => !isAllowed(one)).map(sayReplayed)).toEqual([]);
    });

    test('no file is left out: each lies in a place that is attacked, and what people read no step does', () => {
      const read = [...replays.reads.values()].flatMap((keys) => [...keys]);
      expect([...left, ...read].filter((key) => placeOfKey(key) === undefined)).toEqual([]);
      const places = new Set(read.map(placeOfKey));
      const attacked = Object.entries(STORED).filter(([, how]) => how === 'attacked in a run');
      expect(attacked.map(([place]) => place).filter((place) => !places.has(place))).toEqual([]);
      const people = Object.entries(STORED).filter(([, how]) => how === 'read by people');
      expect(people.map(([place]) => place).filter((place) => places.has(place))).toEqual([]);
    });
  });

  test(
    ATTEMPTS.flat().map(sayAttack).join(', '),
    async () => {
      const { stages, last } = await tryOut(rig, {
        arrange: async () => {
          named = await uploadInParts(rig);
        },
        request: () => named,
        fault: attacksOf(rig, ATTEMPTS),
      });
      expect(stages.flatMap(({ broken }) => broken)).toEqual([]);
      const said = stages.map(({ outcome, error = '' }) => `${outcome} ${/EvidenceUnusable/.exec(error) ?? ''}`.trim());
      const holding = ATTEMPTS.flat().filter(({ verified }) => !verified);
      expect(said).toEqual([...holding.map(() => 'held EvidenceUnusable'), 'verified']);
      // Whom the incident has deleted, too; the invariants have compared rows and objects with what must be there.
      const erased = last.report?.erasures?.repeated;
      expect(erased).toMatchObject({ outcome: 'repeated', kept: 0, erased: expect.any(Number) });
      expect(erased).toMatchObject({ expected: erased?.erased });
      expect(erased?.erased).toBeGreaterThan(0);
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
