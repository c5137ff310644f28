import type { CopyAction, MarkAction, ObjectAction } from '../../../domain/objects/action';
import type { ObjectDescription } from '../../../domain/objects/identity';
import { ErrorName } from '../../../domain/workflow/errors';
import type { Clock } from '../../execution/clock';
import { jitter } from '../../execution/retry';
import type { ObjectComparer, VersionName } from '../object-comparer';
import { SourceGone } from '../object-copy';
import { isUnfitForXml, type Objects } from '../objects';
import { described, isConditionFailed, isNotFound, isPassing, isThrottled } from '../s3-errors';
import type { AdaptiveLimit } from './adaptive-limit';
import { type Patiently, TRIES } from './retry';
import { type ConditionalWriter, isAsPlanned, Moved } from './writer';

/** Delete markers in one request, S3's limit. */
const MARKS_AT_ONCE = 1_000;

export interface ApplyWorld {
  readonly target: Objects;
  readonly writer: ConditionalWriter;
  readonly comparer: ObjectComparer;
  readonly limit: AdaptiveLimit;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly patiently: Patiently;
  readonly onDone?: (outcome: Outcome, action: ObjectAction) => void;
}

/** What became of one key. */
export type Outcome =
  /** `found`: done already, by an earlier try. */
  | { readonly outcome: 'copied' | 'marked'; readonly versionId: string; readonly found?: true }
  | { readonly outcome: 'failed'; readonly error: string; readonly escaped?: true; readonly gone?: true };

/**
 * Carries out the actions, each at most once: a key that already is as wanted (an earlier try came that far) is left.
 * @returns one outcome for each action, in order
 */
export async function applyActions(world: ApplyWorld, actions: readonly ObjectAction[]): Promise<readonly Outcome[]> {
  const outcomes = new Map<ObjectAction, Outcome>();
  const recordOutcome = (action: ObjectAction, outcome: Outcome) => {
    outcomes.set(action, outcome);
    world.onDone?.(outcome, action);
  };
  const one = async (action: ObjectAction) => recordOutcome(action, await applyAction(world, action));
  const copies = actions.filter((action) => action.action === 'copy');
  const marks = actions.filter((action) => action.action === 'mark');
  const [scout, ...others] = smallestFirst(copies);
  if (scout !== undefined) await one(scout);
  await Promise.all([...others.map(one), applyMarks(world, marks, one, recordOutcome)]);
  return actions.map((action) => outcomes.get(action)!);
}

/** The first copy finds out whether the store checks conditions: better with a small one. */
function smallestFirst(copies: readonly CopyAction[]): readonly CopyAction[] {
  const smallest = copies.reduce((a, b) => (b.size < a.size ? b : a), copies[0]!);
  return copies.length === 0 ? [] : [smallest, ...copies.filter((copy) => copy !== smallest)];
}

/** In batches, after a first one alone that finds out what the store can; what a batch leaves open, one by one. */
async function applyMarks(
  world: ApplyWorld,
  marks: readonly MarkAction[],
  one: (action: MarkAction) => Promise<void>,
  recordOutcome: (action: MarkAction, outcome: Outcome) => void,
): Promise<void> {
  const { writer, limit } = world;
  const alone = marks.filter(({ key }) => isUnfitForXml(key));
  const [scout, ...together] = marks.filter(({ key }) => !isUnfitForXml(key));
  if (scout !== undefined)
    recordOutcome(scout, await applyAction(world, scout, () => limit.run(() => writer.markAsBatch(scout))));
  const batches = Array.from({ length: Math.ceil(together.length / MARKS_AT_ONCE) }, (_, i) =>
    together.slice(i * MARKS_AT_ONCE, (i + 1) * MARKS_AT_ONCE),
  );
  await Promise.all([...alone.map(one), ...batches.map(markBatch)]);

  async function markBatch(batch: readonly MarkAction[]): Promise<void> {
    const ticket = limit.ticket;
    const answers = await limit
      .run(() => writer.markAll(batch))
      .catch((error: unknown) => {
        if (isThrottled(error)) limit.throttled(ticket);
        return [];
      });
    const open = batch.filter((action, i) => {
      const answer = answers[i];
      if (answer === undefined || !('versionId' in answer)) return true;
      recordOutcome(action, { outcome: 'marked', versionId: answer.versionId });
      return false;
    });
    await Promise.all(open.map(one));
  }
}

async function applyAction(world: ApplyWorld, action: ObjectAction, write?: () => Promise<string>): Promise<Outcome> {
  const { limit, clock } = world;
  const send = write ?? writeOf(world, action);
  for (let attempt = 1; ; attempt++) {
    const { ticket } = limit;
    try {
      const versionId = await send();
      limit.succeeded();
      return { outcome: did(action), versionId };
    } catch (error) {
      if (isThrottled(error)) limit.throttled(ticket);
      const verdict = await judge(world, action, error, attempt);
      if (verdict !== 'again') return verdict;
      await clock.sleep(jitter(attempt));
    }
  }
}

/** A copy's source is looked at first, outside the limit of the writes. */
function writeOf({ writer, limit, patiently }: ApplyWorld, action: ObjectAction): () => Promise<string> {
  if (action.action === 'mark') return () => limit.run(() => writer.mark(action));
  let source: ObjectDescription | undefined;
  return async () => {
    source ??= await patiently(() => writer.describe(action));
    const known = source;
    return await limit.run(() => writer.copy(action, known));
  };
}

/** Done already, not ours to write, worth another try, or failed. */
async function judge(
  world: ApplyWorld,
  action: ObjectAction,
  error: unknown,
  attempt: number,
): Promise<Outcome | 'again'> {
  const unclear = error instanceof Moved || isConditionFailed(error) || isNotFound(error);
  if (error instanceof SourceGone) return { outcome: 'failed', gone: true, error: described(error) };
  if (!unclear && !isPassing(error)) return { outcome: 'failed', error: described(error) };
  if (!unclear) return attempt < TRIES ? 'again' : { outcome: 'failed', error: described(error) };
  try {
    const done = await world.patiently(() => alreadyDone(world, action));
    if (done.versionId !== undefined) return { outcome: did(action), versionId: done.versionId, found: true };
    if (!done.asPlanned) return { outcome: 'failed', escaped: true, error: escaped(error) };
  } catch (failure) {
    return { outcome: 'failed', error: described(failure) };
  }
  return attempt < TRIES ? 'again' : { outcome: 'failed', error: described(error) };
}

async function alreadyDone(
  { target, comparer }: ApplyWorld,
  action: ObjectAction,
): Promise<{ versionId?: string; asPlanned: boolean }> {
  const now = await target.current(action.key);
  const asPlanned = isAsPlanned(action, now);
  if (action.action === 'mark') return now.kind === 'marker' ? { versionId: now.versionId, asPlanned } : { asPlanned };
  if (now.kind !== 'version' || now.description.size !== action.size) return { asPlanned };
  const wanted = wantedBy(action);
  const current = { key: action.key, versionId: now.description.versionId, etag: now.description.etag };
  return (await comparer.isSame(wanted, current)) ? { versionId: current.versionId, asPlanned } : { asPlanned };
}

/** The version that a copy brings back, and how. */
export function wantedBy({ from, key, versionId, etag, restoreAs }: CopyAction): VersionName {
  return { key: from ?? key, versionId, etag, restoreAs };
}

function did(action: ObjectAction): 'copied' | 'marked' {
  return action.action === 'copy' ? 'copied' : 'marked';
}

function escaped(error: unknown): string {
  return `${ErrorName.FREEZE_ESCAPED}: another writer has changed the key since the plan was made (${described(error)})`;
}
