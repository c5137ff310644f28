import { differences, type Look, lookAt } from '../rig/look';
import type { Rig } from '../rig/rig';
import { type Attack, sayAttack } from './attacks';
import { carryOut, invocationOf } from './tamper';

/** An attack, and what became of the step that reads the file. */
export interface Replayed {
  readonly attack: string;
  /** `refused` by an error that says what to do; `the same` answer as without; else what was answered. */
  readonly outcome: string;
  /** Of production, one phrase each. */
  readonly changed: readonly string[];
}

/** What a step raises that does not believe a file, or misses what it should have found in it. */
const REFUSED = /^error (EvidenceUnusable|ObjectsNotRestored): /;

/**
 * On what a run has left: the step that reads a file is invoked again with what the state machine gave it, the evidence
 * is put back, and the next one is attacked. A run costs seconds, and this does not.
 */
export async function replay(rig: Rig, attacks: readonly Attack[]): Promise<Replayed[]> {
  const { s3 } = rig.production.aws;
  const before = await lookAt(rig);
  const invocations = [...rig.invocations];
  const untouched = new Map<string, string>();
  const found: Replayed[] = [];
  for (const attack of attacks) {
    const asked = invocations.findLast(({ name, ran }) => ran && name.includes(`Handlers${attack.before}`))!;
    const invoke = async (arrange: () => Promise<unknown> = async () => {}) => {
      const putBack = s3.checkpoint();
      await arrange();
      const outcome = await outcomeOf(rig, asked.name, asked.payload);
      const changed = changesOf(rig, before, await lookAt(rig));
      putBack();
      return { outcome, changed };
    };
    if (!untouched.has(attack.before)) untouched.set(attack.before, (await invoke()).outcome);
    const { outcome, changed } = await invoke(() => carryOut(rig, attack, invocationOf(asked.payload)));
    const same = outcome === untouched.get(attack.before) && !outcome.startsWith('error');
    found.push({
      attack: `${sayAttack(attack)}, before ${attack.before}`,
      outcome: REFUSED.test(outcome) ? 'refused' : same ? 'the same' : outcome,
      changed,
    });
  }
  return found;
}

/** Without its times: a handler has a clock. */
async function outcomeOf(rig: Rig, name: string, payload: unknown): Promise<string> {
  const outcome = await rig.production.aws.functions.invoke(name, JSON.stringify(payload));
  if ('error' in outcome) return `error ${outcome.error.errorType}: ${outcome.error.errorMessage}`;
  return outcome.payload.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T');
}

function changesOf(rig: Rig, before: Look, now: Look): string[] {
  const source = JSON.stringify(before.source) === JSON.stringify(now.source) ? [] : ['the source database'];
  return [...source, ...differences(before, now, rig.production.stage.bucket)];
}
