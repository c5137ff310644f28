import {
  archivedIn,
  assertCanThaw,
  estimateThaw,
  FIGURES_ARE,
  patienceMinutes,
  sayArchived,
  sayThaw,
} from '../../domain/objects/thaw';
import { seconds } from '../../domain/request/target-time';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { mail } from '../../domain/workflow/mail-text';
import { named } from '../../domain/workflow/named';
import type { ObjectsThawed, Thaw, Workflow } from '../../domain/workflow/workflow';
import { evidenceOf } from '../../runtime/evidence/evidence';
import { timeLeft } from '../../runtime/execution/lambda-context';
import { Notifications } from '../../runtime/execution/notifications';
import { assertHistoryReachesBack } from '../../runtime/objects/history';
import { type Engine, LISTERS, rewindEngine, storeClient } from '../../runtime/objects/rewind/engine';
import { thawLayout } from '../../runtime/objects/rewind/layout';
import { decidedByName } from '../../runtime/objects/rewind/named-uploads';
import { planRewind } from '../../runtime/objects/rewind/plan';
import { SealedEvidence } from '../../runtime/objects/rewind/sealed-evidence';
import { askParts, lookAtParts, type ThawStep } from '../../runtime/objects/rewind/thaw-parts';
import { archivedOf, onlyArchived } from '../../runtime/objects/rewind/thaw-plan';
import { environment, type StepInvocation, stepHandler } from '../step-handler';
import { objectMoment } from './plan-objects';

/** What the construct puts into this handler's environment. */
export interface ThawObjectsEnvironment {
  readonly NOTIFICATION_TOPIC_ARN: string;
  readonly PAIR: string;
}

export type ThawObjectsInput = Pick<Workflow, 'plan' | 'attempt' | 'candidate' | 'thaw' | 'freeze'>;

/** What ThawObjects needs of the world. */
export interface ThawObjectsWorld {
  readonly engine: Pick<
    Engine,
    | 'client'
    | 'source'
    | 'history'
    | 'walk'
    | 'isSame'
    | 'tierOf'
    | 'keepsAcls'
    | 'lateClasses'
    | 'evidence'
    | 'patiently'
  >;
  readonly notifications: Pick<Notifications, 'publish'>;
  readonly hasTime: () => boolean;
}

/**
 * ThawObjects: makes archived sources readable, before anything is frozen; versions never change, so it can be known
 * beforehand which ones. Called again until they are `thawed`: it lists, says what thawing takes, and ends before it asks
 * for anything, so that an approver knows; then it asks S3, and looks as often as the state machine lets it.
 * @throws InvalidRequest when the tier does not exist for one of them; nothing has been asked for
 * @throws ThawFailed with the keys that cannot be thawed, or are not readable in time
 */
export async function thawObjects(
  input: ThawObjectsInput & StepInvocation,
  world: ThawObjectsWorld,
): Promise<ObjectsThawed> {
  const { plan, thaw } = input;
  if (plan.thaw === undefined) throw new Error('ThawObjects was entered without `thaw` in the request.');
  if (thaw === undefined || thaw.outcome === 'listing') return await list(input, plan.thaw, world);
  return thaw.outcome === 'waiting' ? await look(input, thaw, world) : await ask(input, thaw, plan.thaw, world);
}

async function list(
  { plan, attempt, candidate, thaw: before, freeze }: ThawObjectsInput & StepInvocation,
  thaw: Thaw,
  { engine, notifications, hasTime }: ThawObjectsWorld,
): Promise<ObjectsThawed> {
  const moment = objectMoment({ plan, candidate });
  await assertHistoryReachesBack(engine, plan.objects, moment.at);
  const layout = thawLayout(plan.evidence, attempt);
  const evidence = new SealedEvidence(onlyArchived(engine.evidence, layout), layout, { plan: before?.sealed });
  const { complete } = await planRewind(
    { ...engine, evidence, hasTime },
    { layout, ...moment, ...decidedByName(plan.named), listers: LISTERS, resume: before !== undefined },
  );
  const sealed = evidence.plan;
  if (!complete) return { outcome: 'listing', objects: 0, bytes: 0, sealed };
  const archived = await archivedOf(evidence, layout);
  const sum = archivedIn(archived);
  const estimate = estimateThaw(archived, thaw);
  if (sum.objects === 0) return { outcome: 'thawed', ...sum, says: 'nothing that has to be copied lies in an archive' };
  assertCanThaw(archived, thaw);
  const says = `${sayArchived(archived)}; ${sayThaw(archived, thaw)} (${FIGURES_ARE})`;
  const minutes = patienceMinutes(estimate!);
  await notifications.publish(
    `Restore of ${plan.sourceDatabase.identifier} thaws ${sum.objects} archived objects first`,
    mail([
      `Run ${plan.runId} has to copy what lies in an archive: ${says}.`,
      freeze === undefined
        ? `Traffic is frozen when they are readable, at the latest ${minutes / 60} hours after they have been asked for. What is written until then is lost like what was written before.`
        : `Traffic is frozen already, and stays so until they are readable: ${minutes / 60} hours at most.`,
      ...(plan.approvalRequired && freeze === undefined ? ['They are asked for when the restore is approved.'] : []),
    ]),
  );
  return { outcome: 'planned', ...sum, sealed, says, patienceMinutes: minutes };
}

async function ask(
  { plan, attempt, step }: ThawObjectsInput & StepInvocation,
  before: ObjectsThawed,
  thaw: Thaw,
  { engine, hasTime }: ThawObjectsWorld,
): Promise<ObjectsThawed> {
  const layout = thawLayout(plan.evidence, attempt);
  const evidence = new SealedEvidence(engine.evidence, layout, { plan: before.sealed });
  const asked = await askParts({ ...engine, evidence }, layout, thaw, hasTime);
  if (!asked.complete) return { ...before, outcome: 'asking' };
  assertNoneFailed(asked, `could not be asked for in the tier ${thaw.tier}`, layout.asked, plan);
  const deadline = seconds(Date.parse(step.enteredAt) + before.patienceMinutes! * 60_000);
  return { ...before, outcome: 'waiting', deadline };
}

async function look(
  { plan, attempt, step }: ThawObjectsInput & StepInvocation,
  before: ObjectsThawed,
  { engine, hasTime }: ThawObjectsWorld,
): Promise<ObjectsThawed> {
  const layout = thawLayout(plan.evidence, attempt);
  const late = before.deadline !== undefined && Date.parse(step.enteredAt) > Date.parse(before.deadline);
  const evidence = new SealedEvidence(engine.evidence, layout, { plan: before.sealed });
  const found = await lookAtParts({ ...engine, evidence }, layout, hasTime, late);
  if (!found.complete) return before;
  assertNoneFailed(
    found,
    `are not readable, ${late ? `although they were given until ${before.deadline}` : 'and will not be'}`,
    layout.thawed,
    plan,
  );
  return { ...before, outcome: 'thawed' };
}

function assertNoneFailed({ failed, examples }: ThawStep, what: string, prefix: string, plan: Workflow['plan']): void {
  if (failed === 0) return;
  const shown = examples.map(({ key, error }) => `\`${named(key)}\` (${error})`).join(', ');
  throw new PegasusError(
    ErrorName.THAW_FAILED,
    `${failed} archived objects ${what}: ${shown}${failed > examples.length ? ', …' : ''}. All of them are listed in s3://${plan.evidence.bucket}/${prefix}. Nothing has been written to the bucket.`,
  );
}

export const handler = stepHandler<ThawObjectsInput & Pick<Workflow, 'execution'>, ObjectsThawed>(
  'ThawObjects',
  (input, context) => {
    const { NOTIFICATION_TOPIC_ARN, PAIR } = environment<ThawObjectsEnvironment>({
      NOTIFICATION_TOPIC_ARN: 'required',
      PAIR: 'required',
    });
    const client = storeClient();
    const evidence = evidenceOf(input, client);
    return thawObjects(input, {
      engine: rewindEngine(client, { evidence, source: input.plan.objects }),
      notifications: new Notifications(NOTIFICATION_TOPIC_ARN, PAIR),
      hasTime: () => timeLeft(context, 'ending') > 0,
    });
  },
  // Hours of looks make one entry.
  { records: ({ outcome }) => outcome === 'planned' || outcome === 'thawed' },
);
