import { SSMClient } from '@aws-sdk/client-ssm';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { TrafficMode, TrafficResumed, Workflow } from '../../domain/workflow/workflow';
import { type Evidence, evidenceOf } from '../../runtime/evidence/evidence';
import { patience } from '../../runtime/execution/poll-until';
import { asRetryable } from '../../runtime/execution/retryable-errors';
import { releaseFreeze } from '../../runtime/traffic/active-freeze';
import { requireOurTraffic } from '../../runtime/traffic/assert-traffic-owned';
import { priorsOf, recordedFreeze } from '../../runtime/traffic/freeze-record';
import { SWITCH_POLL_MILLISECONDS, type TrafficWorld } from '../../runtime/traffic/refreeze';
import { requireOurSwitches } from '../../runtime/traffic/switches/assert-switches-owned';
import { connectSwitches, type TrafficEnvironment } from '../../runtime/traffic/switches/connect';
import { drive, movesTo } from '../../runtime/traffic/switches/drive';
import { TrafficParameter } from '../../runtime/traffic/traffic-parameter';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export type ResumeTrafficEnvironment = TrafficEnvironment;

export type ResumeTrafficInput = Pick<Workflow, 'plan' | 'attempt' | 'freeze' | 'lowTraffic'>;

/** What ResumeTraffic needs of the world. */
export interface ResumeTrafficWorld extends TrafficWorld {
  readonly evidence: Pick<Evidence, 'getJson' | 'putJson'>;
}

/** Retries of the state machine that are left to an error that may pass; the next one is the verdict. */
const PASSING_RETRIES = 8;

/** How the run has left every switch; an earlier try may have opened some. */
const CLOSED: readonly TrafficMode[] = ['frozen', 'low-traffic'];

/**
 * Opens traffic to what was just verified, under the generation of the cut-over: every switch goes back to what it was
 * before the freeze, then the parameter opens. Always `open`, whatever it was before: an operator may have frozen by
 * hand first, as the runbook says.
 * @throws PegasusError `RestoredStillFrozen` when it cannot; nothing of the restore is lost by it
 */
export async function resumeTraffic(
  { plan, attempt, freeze, step }: ResumeTrafficInput & StepInvocation,
  { traffic, switches, evidence, patience }: ResumeTrafficWorld,
): Promise<TrafficResumed> {
  const { generation } = await requireOurTraffic(
    freeze,
    { modes: ['low-traffic', 'open'], attempts: [attempt, attempt] },
    traffic,
  );
  const record = await recordedFreeze(plan, evidence, freeze);
  await requireOurSwitches(record, step.retryCount === 0 ? CLOSED : [...CLOSED, 'open'], switches);
  try {
    if (record !== undefined) await drive(movesTo('open', record, switches), patience);
    const { since } = await traffic.set({ mode: 'open', generation });
    if (record !== undefined) await releaseFreeze(plan, priorsOf(record), step.enteredAt, evidence);
    return { resumedAt: since ?? step.enteredAt, generation };
  } catch (error) {
    const failure = asRetryable(error instanceof Error ? error : new Error(String(error)));
    if (failure.name === ErrorName.RETRYABLE && step.retryCount < PASSING_RETRIES) throw failure;
    throw new PegasusError(
      ErrorName.RESTORED_STILL_FROZEN,
      `Restored and verified, but traffic could not be opened: ${failure.message} What each switch was before is in ` +
        `s3://${plan.evidence.bucket}/${plan.evidence.prefix}freeze.json.`,
      { cause: error },
    );
  }
}

export const handler = stepHandler<ResumeTrafficInput & Pick<Workflow, 'execution'>, TrafficResumed>(
  'ResumeTraffic',
  (input, context) => {
    const { TRAFFIC_PARAMETER, SWITCHES } = environment<ResumeTrafficEnvironment>({
      TRAFFIC_PARAMETER: 'required',
      SWITCHES: 'required',
    });
    return resumeTraffic(input, {
      traffic: new TrafficParameter(new SSMClient({}), TRAFFIC_PARAMETER),
      switches: connectSwitches(SWITCHES),
      evidence: evidenceOf(input),
      patience: patience(context, SWITCH_POLL_MILLISECONDS),
    });
  },
);
