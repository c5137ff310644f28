import { type Answer, describe } from '../../domain/checks/answer';
import type { CanaryAnswer, Knock } from '../../domain/traffic/canary';
import type { FreezeVerdict } from '../../domain/traffic/freeze-verdict';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';

/** A write while everything is frozen, and what it proves. */
export interface Seen {
  readonly verdict: FreezeVerdict;
  readonly kind: CanaryAnswer;
  readonly answer: Answer | Error;
  /** `/health/ready` in the same moment, where the answer need not be the application's. */
  readonly ready?: Answer | Error;
}

/** What else the proof was made with. */
export interface Circumstances {
  readonly before: Knock;
  /** Of this freeze. */
  readonly generation: number;
  readonly hasToken: boolean;
}

export const inWords = (answer: Answer | Error): string =>
  answer instanceof Error ? `nothing (${answer.message})` : describe(answer);

/** @param frozen traffic was not open before this run */
export function proofInWords(
  { verdict, answer, ready }: Seen,
  frozen: boolean,
  before: Knock,
  stopped: readonly string[],
): string {
  const seen =
    `a lecture to ingest was refused: ${inWords(answer)}${sayReady(ready)}; ` +
    `a write ${tokenOf(before)} was answered before the freeze: ${before.inWords}`;
  if (verdict === 'proved') return seen;
  const why =
    verdict === 'stopped'
      ? `a gateway can refuse so too; the freeze has stopped ${stopped.join(', ')}, and nothing of the application answers`
      : frozen
        ? 'traffic was not open before this run'
        : 'no write came in before either';
  return `not proved, because ${why}: ${seen}`;
}

/** The freeze is not proved. */
export class FreezeNotProved extends PegasusError {
  /** @param letIn the canary may have been written */
  constructor(
    message: string,
    readonly letIn: boolean,
  ) {
    super(ErrorName.FREEZE_FAILED, message);
  }
}

/**
 * @param call what was answered
 * @param long for how long, or empty
 */
export function notProved(seen: Seen, call: string, long: string, of: Circumstances, letIn = false): FreezeNotProved {
  const { verdict, answer, kind, ready } = seen;
  const answered = `${call} ${tokenOf(of.before)} was answered ${inWords(answer)}${long === '' ? '' : ` ${long}`}${sayReady(ready)}`;
  const before = `a write before the freeze ${of.before.inWords}`;
  const message =
    verdict === 'unchanged'
      ? `The freeze is not proved: ${answered}, and ${before}. Only a refusal that the freeze has caused proves it. ` +
        advice(kind, of.hasToken)
      : verdict === 'unknown'
        ? `The freeze is not proved: ${answered}, and ${before}. A gateway, a firewall or a proxy can answer so too, and a ` +
          'write may have been done. The application itself must say that it is frozen, with ' +
          `{"error": "frozen", "trafficGeneration": ${of.generation}} to a write or {"mode": "frozen", "trafficGeneration": ` +
          `${of.generation}} in /health/ready; or stop it with a switch of \`traffic\`. Wait until what stands before it ` +
          'answers as it did, then start again.'
        : `The freeze does not hold: ${answered}. A frozen application refuses every write. Add every writer to ` +
          '`traffic` of the construct.';
  return new FreezeNotProved(message, letIn);
}

const tokenOf = ({ withToken }: Knock): string => `${withToken ? 'with' : 'without'} the write token`;

const sayReady = (ready: Answer | Error | undefined): string =>
  ready === undefined ? '' : `, and /health/ready at the same time ${inWords(ready)}`;

function advice(answer: CanaryAnswer, hasToken: boolean): string {
  if (answer === 'closed' || answer === 'frozen') {
    return 'If the application was down before, write the traffic parameter as frozen, then start again.';
  }
  return hasToken
    ? 'The secret `writeToken` of the application must hold a token that it accepts while nothing is frozen.'
    : 'The application wants a token and none is configured: give it `writeToken`, deploy, then start again.';
}
