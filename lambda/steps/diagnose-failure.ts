import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { candidateOf, sayMoment } from '../../domain/workflow/candidates';
import { chooseByDecision } from '../../domain/workflow/decision';
import { ErrorName } from '../../domain/workflow/errors';
import {
  type Choice,
  chooseAction,
  diagnosisOf,
  type HoldPolicy,
  type Situation,
} from '../../domain/workflow/failure-policy';
import { mail } from '../../domain/workflow/mail-text';
import type { Decision, Diagnosis, TornDown, Workflow } from '../../domain/workflow/workflow';
import { evidenceOf } from '../../runtime/evidence/evidence';
import { Notifications } from '../../runtime/execution/notifications';
import { patience } from '../../runtime/execution/poll-until';
import { freezeAgain, SWITCH_POLL_MILLISECONDS } from '../../runtime/traffic/refreeze';
import { connectSwitches, type TrafficEnvironment } from '../../runtime/traffic/switches/connect';
import { TrafficParameter } from '../../runtime/traffic/traffic-parameter';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface DiagnoseFailureEnvironment extends TrafficEnvironment {
  readonly NOTIFICATION_TOPIC_ARN: string;
  readonly PAIR: string;
  readonly HOLD: HoldPolicy;
}

export type DiagnoseFailureInput = Pick<Workflow, 'plan' | 'attempt' | 'candidate' | 'attempts'> &
  Required<Pick<Workflow, 'failure'>> &
  Partial<Pick<Workflow, 'freeze' | 'diagnosis' | 'proof'>> & {
    /** Whatever came back with the token: it may have been typed into a console. */
    readonly decision?: unknown;
  };

/** What DiagnoseFailure needs of the world. */
export interface DiagnoseFailureWorld {
  readonly hold: HoldPolicy;
  readonly notifications: Pick<Notifications, 'publish'>;
  freezeAgain(): Promise<TornDown['traffic']>;
}

const decisionText = z.object({
  action: z.enum(['retry', 'next', 'abort', 'accept', 'accept-losses']),
  by: z.string().max(200),
  at: z.string().max(40),
  reason: z.string().max(500),
  decidedIn: z.string().max(2_000).optional(),
  acceptedLosses: z.object({ key: z.string(), sha256: z.string(), count: z.number() }).optional(),
  candidate: z.int().min(0).optional(),
});

/**
 * Entered whenever an attempt has failed, and again with what a person decided. Makes traffic safe first, because the
 * attempt may have got as far as low traffic; then says why it failed and what comes next. Who waits (AwaitDecision)
 * and who ends (WriteReport) tells people themselves.
 */
export async function diagnoseFailure(
  input: DiagnoseFailureInput & StepInvocation,
  { hold, notifications, freezeAgain: freeze }: DiagnoseFailureWorld,
): Promise<Diagnosis> {
  await freeze().catch(onlyUnusable);
  const { plan, failure } = input;
  const situation: Situation = { ...input, hold };
  const diagnosis = diagnosisOf(situation, chooseFrom(input, situation));
  const { action, reason } = diagnosis;
  if (action === 'again' || action === 'next' || action === 'accept') {
    await notifications.publish(
      `Restore continues: ${plan.sourceDatabase.identifier} to ${candidateOf(plan, diagnosis.candidate).recoveryPoint.time}`,
      mail([
        `Run ${plan.runId}, attempt ${input.attempt + 1} failed in ${failure.step}. ${reason}.`,
        `Restored from now on: ${sayMoment(plan, diagnosis.candidate)}.`,
      ]),
    );
  }
  return diagnosis;
}

/** The record of the freeze is not believed: an operator has to know, and the steps that need it say so themselves. */
function onlyUnusable(error: unknown): void {
  if (!(error instanceof Error && error.name === ErrorName.EVIDENCE_UNUSABLE)) throw error;
}

/** What was accepted and cannot be opened ends the run: the same question is not asked twice. */
function chooseFrom({ diagnosis, decision }: DiagnoseFailureInput, situation: Situation): Choice {
  if (diagnosis?.action === 'accept') {
    return { action: 'stop', reason: 'What was accepted could not be opened' };
  }
  return diagnosis?.action === 'hold' ? chooseByDecision(understood(decision), situation) : chooseAction(situation);
}

function understood(decision: unknown): Decision | undefined {
  const parsed = decisionText.safeParse(decision);
  return parsed.success ? parsed.data : undefined;
}

export const handler = stepHandler<DiagnoseFailureInput & Pick<Workflow, 'execution'>, Diagnosis>(
  'DiagnoseFailure',
  (input, context) => {
    const { TRAFFIC_PARAMETER, SWITCHES, NOTIFICATION_TOPIC_ARN, PAIR, HOLD } = environment<DiagnoseFailureEnvironment>(
      {
        TRAFFIC_PARAMETER: 'required',
        SWITCHES: 'required',
        NOTIFICATION_TOPIC_ARN: 'required',
        PAIR: 'required',
        HOLD: 'required',
      },
    );
    const traffic = {
      traffic: new TrafficParameter(new SSMClient({}), TRAFFIC_PARAMETER),
      switches: connectSwitches(SWITCHES),
      patience: patience(context, SWITCH_POLL_MILLISECONDS),
      evidence: evidenceOf(input),
    };
    return diagnoseFailure(input, {
      hold: HOLD,
      notifications: new Notifications(NOTIFICATION_TOPIC_ARN, PAIR),
      freezeAgain: () => freezeAgain(input, traffic),
    });
  },
);
