import { AsyncLocalStorage } from 'node:async_hooks';
import { runIdOf } from '../../../domain/workflow/run-names';
import { ALL_STEPS, type StepName } from '../../../domain/workflow/workflow';
import type { Intercept } from '../../../local/aws/lambda/functions';
import { brokenInvariants, sceneOf } from '../invariants/invariants';
import { textOf } from '../rig/evidence';
import { type Look, lookAt } from '../rig/look';
import type { Rig } from '../rig/rig';
import { type Kind, kindsFor } from './attacks';
import { kindOf, readsDuring } from './reads';
import { put, spoil } from './tamper';

/** An attack on a file that a step reads, and what became of the step. */
export interface Replayed {
  readonly step: StepName;
  /** As `kindOf` says it. */
  readonly file: string;
  readonly kind: Kind;
  /**
   * `refused` by an error that says what to do; `the same` answer as without the attack, or `as if it were gone`; else
   * what was answered.
   */
  readonly outcome: string;
  /** What does not hold since, of the ten invariants; looked at where every attack is tried. */
  readonly broken: readonly string[];
}

/** What a step raises that does not believe a file, or misses what it should have found in it. */
const REFUSED = [
  /^error (EvidenceUnusable|ObjectsNotRestored|InvalidRequest: There was a run)/,
  /^error \w+: .*`[^`]+` in the evidence (is|was) /,
  /^\{"outcome":"unknown","cause":"`[^`]+` in the evidence (is|was) /,
];
/** Of the kinds, where not all are tried: what is gone, what is changed, and what is added. */
const SOME: readonly Kind[] = ['removed', 'one field changed', 'added'];
/** What differs whenever a step is invoked again: a handler has a clock, and a database counts. */
const OF_THE_MOMENT = /\d{4}-\d\d-\d\dT[\d:.]+Z|"transaction":"\d+"|"rowsWritten":\{[^}]*\}|"oldDatabase":"[0-9a-f]+"/g;

interface Invoked {
  readonly step: StepName;
  readonly name: string;
  readonly payload: unknown;
}

/**
 * In the run itself: before the next step begins, the last one is invoked again for each file that it has read, with that
 * file attacked. What is stored is put back each time, so that the run goes on as if nothing had happened.
 */
export class Replays {
  readonly found: Replayed[] = [];
  /** What each step has read. */
  readonly reads = new Map<StepName, ReadonlySet<string>>();
  private readonly isOurs = new AsyncLocalStorage<true>();
  private working: Promise<void> = Promise.resolve();
  /** Invocations of the run itself: an invariant does their work again. */
  private own = 0;
  private last: Invoked | undefined;

  static async begin(rig: Rig, thorough = process.env.PEGASUS_ATTACKS === 'all'): Promise<Replays> {
    return new Replays(rig, await lookAt(rig), thorough);
  }

  /** @param thorough every kind, and the ten invariants after each attack, and not only at the end of the run */
  private constructor(
    private readonly rig: Rig,
    private readonly before: Look,
    private readonly thorough: boolean,
  ) {}

  readonly intercept: Intercept = async (name, payload) => {
    const step = stepOf(name);
    if (this.isOurs.getStore() || step === undefined) return undefined;
    const { last } = this;
    this.last = { step, name, payload };
    if (last !== undefined && step !== last.step) this.working = this.attackOnce(last);
    // Parts of one step begin beside each other.
    await this.working;
    return undefined;
  };

  /** What the last step reads, at the end of the run. */
  async attackLast(): Promise<void> {
    if (this.last !== undefined) await this.attackOnce(this.last);
  }

  private async attackOnce({ step, name, payload }: Invoked): Promise<void> {
    if (this.reads.has(step)) return;
    this.own = this.rig.invocations.length;
    await this.isOurs.run(true, () => this.attack(step, () => this.invoke(name, payload)));
    this.rig.invocations.length = this.own;
  }

  private async attack(step: StepName, again: () => Promise<string>): Promise<void> {
    const putBack = this.checkpoint();
    let untouched = '';
    const keys = await readsDuring(this.rig, async () => {
      untouched = await again();
    });
    const files = new Map(keys.map((key) => [kindOf(key), key]).reverse() as [string, string][]);
    this.reads.set(step, new Set(keys));
    // In the middle of a run one may not hold yet; what it says changes with the ledger.
    const known = new Set((await this.broken()).map(numberOf));
    for (const [file, key] of files) {
      const text = await textOf(this.rig, key);
      if (text === undefined) continue;
      let gone = '';
      for (const kind of kindsFor(key, text)) {
        if (!this.thorough && !SOME.includes(kind)) continue;
        putBack();
        const before = await spoil(this.rig, key, kind);
        const outcome = await again();
        if (kind === 'removed') gone = outcome;
        // The invariants read the evidence, too.
        if (this.thorough) await put(this.rig, before);
        const broken = (await this.broken()).filter((one) => !known.has(numberOf(one)));
        this.found.push({ step, file, kind, outcome: judged(outcome, untouched, gone), broken });
      }
    }
    putBack();
  }

  private async invoke(name: string, payload: unknown): Promise<string> {
    const outcome = await this.rig.production.aws.functions.invoke(name, JSON.stringify(payload));
    if ('error' in outcome) return `error ${outcome.error.errorType}: ${outcome.error.errorMessage}`;
    return outcome.payload.replace(OF_THE_MOMENT, '…');
  }

  /** @returns what puts back what is stored, and the traffic parameter: the answer that it was set by reaches no state */
  private checkpoint(): () => void {
    const { aws, installation } = this.rig.production;
    const stored = aws.s3.checkpoint();
    const traffic = aws.parameters.get(installation.trafficParameter)?.Value ?? '';
    return () => {
      stored();
      if (aws.parameters.get(installation.trafficParameter)?.Value === traffic) return;
      aws.parameters.put(installation.trafficParameter, traffic, 'String', true);
    };
  }

  /** Of the ten invariants, as they are in the middle of a run. */
  private async broken(): Promise<string[]> {
    if (!this.thorough) return [];
    const { states } = this.rig.production.aws;
    const execution = states.executionsOf(this.rig.production.installation.stateMachineArn)[0]!;
    const run = { execution, runId: runIdOf(execution.origin.name) };
    this.rig.invocations.length = this.own;
    return await brokenInvariants(await sceneOf(this.rig, run, this.before));
  }
}

function judged(outcome: string, untouched: string, gone: string): string {
  if (REFUSED.some((pattern) => pattern.test(outcome))) return 'refused';
  if (outcome.startsWith('error')) return outcome;
  if (outcome === untouched) return 'the same';
  return outcome === gone ? 'as if it were gone' : outcome;
}

/** Of an invariant. */
const numberOf = (broken: string): string => broken.split(' ')[0]!;

const stepOf = (name: string): StepName | undefined => ALL_STEPS.find((step) => name.includes(`Handlers${step}`));
