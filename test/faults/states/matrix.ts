import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { STEPS, type StepName } from '../../../domain/workflow/workflow';
import type { Intercept, Interception } from '../../../local/aws/lambda/functions';
import { Rig } from '../rig/rig';
import { PATIENCE, type Stage, type Trial, tryOut } from '../rig/trial';

/** What may happen to a state, by the words of F72. */
export type Kind = 'throws' | 'times out' | 'is killed' | 'is throttled' | 'answers nonsense' | 'runs twice';

/** Goes on until the run holds or ends, where what passes by itself is the easier case; F109 is that it passes. */
const FAULTS: Readonly<Record<Exclude<Kind, 'runs twice'>, Interception>> = {
  throws: { throw: { errorType: 'TypeError', errorMessage: "Cannot read properties of undefined (reading 'x')" } },
  'times out': 'timeout',
  'is killed': 'kill',
  'is throttled': { throw: { errorType: 'Lambda.TooManyRequestsException', errorMessage: 'Rate Exceeded.' } },
  'answers nonsense': { answer: { nonsense: true } },
};

const invocation = z.object({
  step: z.object({ name: z.string(), enteredAt: z.string(), retryCount: z.number() }),
});

/** More often than Lambda's own trouble is worth. */
const THROTTLES = 16;

/** These are waited for: no run holds for them. */
const passesByItself = (kind: Kind): boolean => kind === 'runs twice' || kind === 'is throttled';

/** The step that an invocation is of; the child of RestoreObjects is called RestoreObjectsPart. */
function stepOf(payload: unknown): StepName | undefined {
  const name = invocation.safeParse(payload).data?.step.name.replace(/Part$/, '');
  return STEPS.find((step) => step === name);
}

/** These are entered only when another has failed. */
const AFTER_FAILURE: readonly StepName[] = ['DiagnoseFailure', 'AwaitDecision'];

function faultOf(step: StepName, kind: Kind): Intercept {
  const lost = new Set<string>();
  let failed = false;
  return (_, payload) => {
    const found = stepOf(payload);
    if (AFTER_FAILURE.includes(step) && found === 'RestoreDatabase' && !failed) {
      failed = true;
      return FAULTS.throws;
    }
    if (found !== step) return undefined;
    const { enteredAt, retryCount } = invocation.parse(payload).step;
    if (kind === 'is throttled') return retryCount < THROTTLES ? FAULTS[kind] : undefined;
    if (kind !== 'runs twice') return FAULTS[kind];
    // The work is done, and its answer is lost: the machine tries again.
    return lost.has(enteredAt) ? undefined : lost.add(enteredAt) && 'lose';
  };
}

/** Only a restore of the objects alone passes KeepDatabase; the rig's rows do not fit it, so that it is given up. */
function wayTo(step: StepName): Trial {
  if (step === 'KeepDatabase') return { request: { scope: 'objects' }, action: 'abort' };
  return step === 'ThawObjects' ? { request: { thaw: 'standard' } } : {};
}

/** Where the run stands, one after the other, until it has ended; whoever is asked says `retry`. */
function expected(step: StepName, kind: Kind): Stage['outcome'][] {
  if (step === 'KeepDatabase') return ['held', 'failed'];
  if (passesByItself(kind)) return AFTER_FAILURE.includes(step) ? ['held', 'verified'] : ['verified'];
  switch (step) {
    case 'PlanRestore':
      return ['refused'];
    case 'RequestApproval':
      // The token is read in the history, whatever the handler answers.
      return kind === 'answers nonsense' ? ['verified'] : ['refused'];
    case 'AwaitDecision':
      return kind === 'answers nonsense' ? ['held', 'verified'] : ['failed'];
    case 'DiagnoseFailure':
    case 'ResumeTraffic':
    case 'TearDown':
      return ['failed'];
    case 'RecordDataLoss':
    case 'WriteReport':
      return ['verified'];
    default:
      return ['held', 'verified'];
  }
}

/** Combinations that are a fault with a number of its own. */
const ALSO: Readonly<Record<string, string>> = {
  'FreezeWrites runs twice': 'F16',
  'ResumeTraffic times out': 'F20',
  'RestoreObjects runs twice': 'F56',
};

export function titleOf(step: StepName, kind: Kind): string {
  const also = ALSO[`${step} ${kind}`];
  const number = kind === 'is throttled' ? 'F72 F109' : 'F72';
  return `${number} ${step} ${kind}${also === undefined ? '' : ` (${also})`}`;
}

/** F72 for these combinations, each in a run of its own. */
export function tryStates(rig: () => Rig, combinations: readonly (readonly [StepName, Kind])[]): void {
  const named = combinations.map(([step, kind]) => ({ title: titleOf(step, kind), step, kind }));
  test.each(named)(
    '$title',
    async ({ step, kind }) => {
      const { stages, road } = await tryOut(rig(), { ...wayTo(step), fault: faultOf(step, kind) });
      if (step === 'KeepDatabase') {
        expect(stages[0]?.error).toMatch(passesByItself(kind) ? /DanglingReferences/ : /KeepDatabase/);
      }
      expect(stages.flatMap(({ broken }) => broken)).toEqual([]);
      expect(stages.map(({ outcome }) => outcome)).toEqual(expected(step, kind));
      expect(road).toContain(step);
    },
    PATIENCE,
  );
}

/** What one run that ends verified can meet on its way, one after the other: it holds for each and goes on. */
function onOneWay(kind: Kind): StepName[] {
  return STEPS.filter((step) => !AFTER_FAILURE.includes(step) && expected(step, kind).at(-1) === 'verified');
}

/** F72 for these states in one run. */
function tryOneWay(rig: () => Rig, steps: readonly StepName[], kind: Kind): void {
  const stops = (step: StepName) => expected(step, kind).length > 1;
  const holding = steps.filter(stops);
  const passing = steps.filter((step) => !stops(step)).map((step) => faultOf(step, kind));
  const toTheEnd: Intercept = async (...invoked) => {
    for (const fault of passing) {
      const found = await fault(...invoked);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  test(
    steps.map((step) => titleOf(step, kind)).join(', then '),
    async () => {
      const fault = [...holding.map((step) => faultOf(step, kind)), toTheEnd];
      const { stages, road } = await tryOut(rig(), { ...wayTo('ThawObjects'), fault });
      expect(stages.flatMap(({ broken }) => broken)).toEqual([]);
      expect(stages.map(({ outcome }) => outcome)).toEqual([...holding.map(() => 'held'), 'verified']);
      expect(stages.slice(0, -1).map(({ error }) => error)).toEqual(
        holding.map((step) => expect.stringContaining(step)),
      );
      expect(steps.filter((step) => !road.includes(step))).toEqual([]);
    },
    PATIENCE,
  );
}

/** F72 for these kinds, with every state there is. */
export function everyState(kinds: readonly Kind[]): void {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.open();
  }, PATIENCE);
  afterAll(() => rig.close());
  for (const kind of kinds) {
    const together = onOneWay(kind);
    // An incident gives up after ten attempts.
    const half = passesByItself(kind) ? together.length : together.length / 2;
    for (const steps of [together.slice(0, half), together.slice(half)]) {
      if (steps.length > 0) tryOneWay(() => rig, steps, kind);
    }
    const alone = STEPS.filter((step) => !together.includes(step));
    tryStates(
      () => rig,
      alone.map((step) => [step, kind] as const),
    );
  }
}
