import { assertNotEmpty } from '../../domain/objects/counted';
import { matchedMoment } from '../../domain/objects/moment';
import type { StateOptions } from '../../domain/objects/state';
import { candidateOf } from '../../domain/workflow/candidates';
import type { ObjectPlan, Workflow } from '../../domain/workflow/workflow';
import { evidenceOf } from '../../runtime/evidence/evidence';
import { timeLeft } from '../../runtime/execution/lambda-context';
import { assertHistoryReachesBack, assertNothingIsArchived } from '../../runtime/objects/history';
import { type Engine, LISTERS, rewindEngine, storeClient } from '../../runtime/objects/rewind/engine';
import { rewindLayout } from '../../runtime/objects/rewind/layout';
import { decidedByName } from '../../runtime/objects/rewind/named-uploads';
import { planRewind } from '../../runtime/objects/rewind/plan';
import { SealedEvidence } from '../../runtime/objects/rewind/sealed-evidence';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface PlanObjectsEnvironment {
  /** `true`: the bucket may have been empty. */
  readonly ALLOW_EMPTY: string;
}

export type PlanObjectsInput = Pick<Workflow, 'plan' | 'attempt' | 'candidate'> & Partial<Pick<Workflow, 'objectPlan'>>;

/**
 * PlanObjects: lists the history of the protected prefix and writes its state at the candidate's time and the actions
 * that lead there. Reads only. Called again while `complete` is false: a bucket may take longer to list than a function
 * may run.
 */
export const handler = stepHandler<PlanObjectsInput & Pick<Workflow, 'execution'>, ObjectPlan>(
  'PlanObjects',
  async (input, context) => {
    const { ALLOW_EMPTY } = environment<PlanObjectsEnvironment>({ ALLOW_EMPTY: 'required' });
    const client = storeClient();
    const evidence = evidenceOf(input, client);
    const engine = rewindEngine(client, { evidence, source: input.plan.objects });
    return await planObjects(engine, input, () => timeLeft(context, 'ending') > 0, ALLOW_EMPTY === 'true');
  },
);

/**
 * @throws HistoryTooShort when the bucket cannot give back the time
 * @throws ObjectsArchived when sources have to be thawed first
 * @throws NothingToProve when nothing existed at that time
 */
export async function planObjects(
  engine: Pick<Engine, 'client' | 'history' | 'walk' | 'isSame' | 'tierOf' | 'keepsAcls' | 'lateClasses' | 'evidence'>,
  { plan, attempt, candidate, objectPlan }: PlanObjectsInput,
  hasTime: () => boolean,
  allowEmpty = false,
): Promise<ObjectPlan> {
  const moment = objectMoment({ plan, candidate });
  const needsHistory = plan.scope !== 'database';
  if (needsHistory) await assertHistoryReachesBack(engine, plan.objects, moment.at);
  const layout = rewindLayout(plan.evidence, attempt);
  const resume = objectPlan?.cursor !== undefined;
  const request = { layout, ...moment, ...decidedByName(plan.named), listers: LISTERS, needsHistory, resume };
  const evidence = new SealedEvidence(engine.evidence, layout, { plan: objectPlan?.sealed });
  const { complete, counts } = await planRewind({ ...engine, evidence, hasTime }, request);
  if (complete) assertNothingIsArchived(counts, thawAdvice(plan));
  if (complete && !allowEmpty) {
    const where = `s3://${plan.objects.bucket}/${plan.objects.prefix}`;
    assertNotEmpty(
      counts,
      where,
      plan.scope === 'database' ? 'now' : `at ${candidateOf(plan, candidate).objectTime}`,
      EMPTY_ADVICE,
    );
  }
  const { bytes, archived, bytesArchived, archives, movedSince, overwrites, largeObjectParts, ...summary } = counts;
  const inEvidence = (prefix: string) => ({ bucket: plan.evidence.bucket, prefix });
  return {
    complete,
    sealed: evidence.plan,
    ...(!complete && { cursor: layout.cursor }),
    state: inEvidence(layout.state),
    actions: inEvidence(layout.actions),
    results: inEvidence(layout.results),
    ...summary,
  };
}

const thawAdvice = ({ thaw }: Workflow['plan']): string =>
  thaw === undefined
    ? 'To have them thawed by a restore, before it freezes writes: decide `abort`, and start again with `"thaw": "standard"` in the request (`restore --thaw standard`). To go on with this one: `pegasus-backup rewind --thaw standard` with the same bucket, prefix and time, and decide `retry` when they are readable.'
    : 'They were written over or archived, or their copies have expired, since this attempt thawed what it found: the next attempt thaws them.';

const EMPTY_ADVICE =
  'Nothing has been written. Check the bucket and `prefix` of the construct, and the target time; if it is right that nothing was there, set `allowEmpty`.';

/** Later than anything that is stored: what is there now is the state, and nothing of it is ambiguous. */
const AS_THEY_ARE = Date.parse('9999-12-31T23:59:59Z');

/**
 * What the objects of the candidate that is tried are: those that belong to its database. Without a database to match, a
 * time means what it means to `rewind`. Objects that are not in scope stay as they are.
 */
export function objectMoment({ plan, candidate }: Pick<Workflow, 'plan' | 'candidate'>): StateOptions {
  if (plan.scope === 'database') return { at: AS_THEY_ARE };
  const { recoveryPoint, objectTime } = candidateOf(plan, candidate);
  return plan.scope === 'objects' ? { at: Date.parse(objectTime) } : matchedMoment(recoveryPoint);
}
