import type { CopyAction, ObjectAction, PlannedCurrent } from '../../../domain/objects/action';
import { Counter, type PlanCounts, type ShardProgress, shardsAt } from '../../../domain/objects/plan';
import { PartWriter } from '../../evidence/part-writer';
import type { CurrentObject } from '../objects';
import { isNotFound } from '../s3-errors';
import { wantedBy } from './apply-actions';
import type { IsSame } from './decide-keys';
import type { Engine } from './engine';
import { partName, type RewindLayout } from './layout';
import { storedActions, storedWritten, wholeRun } from './stored-run';
import { isAsPlanned } from './writer';

export interface UndoOutcome {
  readonly counts: PlanCounts;
  /** Keys that were written to since the run: left alone, all of them listed in the evidence. */
  readonly conflicts: number;
  readonly examples: readonly string[];
}

/** Of the location that the run has written to. */
export interface UndoEngine extends Engine {
  /** Compares with where the run has read, when that was another location. @default - isSame: it was in place */
  readonly isCopyOf?: IsSame;
  /** Whether any run has put this marker there: the undo of a later one has none of the content to be known by. */
  readonly isMarkerOfRun?: (versionId: string) => Promise<boolean>;
}

/**
 * Plans the undo: for every key the run wrote to, what stood there before. Writes actions like those of a rewind,
 * so applying them is the same code, append-only too, and the undo can be undone. Run after it was applied it finds
 * nothing to do, which is how an undo is verified.
 * @param undo where to write the actions; without it nothing is written
 * @throws InvalidRequest when the evidence of the run does not have every action that the run planned
 */
export async function planUndo(engine: UndoEngine, run: RewindLayout, undo?: RewindLayout): Promise<UndoOutcome> {
  const { evidence } = engine;
  await wholeRun(evidence, run, engine.into);
  const store = undo === undefined ? NOWHERE : evidence;
  const actions = new PartWriter(store, undo?.actions ?? '', { lines: 1_000, bytes: 1024 * 1024 });
  const conflicts = new PartWriter(store, undo?.ambiguous ?? '');
  const counter = new Counter();
  const examples: string[] = [];
  let conflicting = 0;
  for await (const { key } of evidence.list(run.actions)) {
    const done = await storedActions(evidence, key, engine.into);
    const written = await storedWritten(evidence, `${run.written}${partName(key)}.jsonl`);
    const backs = await Promise.all(done.map((action) => undoAction(engine, action, written.get(action.key))));
    for (const [i, back] of backs.entries()) {
      if (back === 'conflict') {
        conflicting++;
        if (examples.length < 10) examples.push(done[i]!.key);
        await conflicts.write({ key: done[i]!.key, reason: 'written to since the run' });
      } else if (back === 'none') counter.decided({ outcome: 'unchanged' }, null);
      else {
        counter.decided({ outcome: 'act', action: back, compare: false }, back.action === 'copy' ? back : null);
        await actions.write(back);
      }
    }
  }
  await Promise.all([actions.close(), conflicts.close()]);
  if (undo !== undefined) await evidence.putJson(undo.cursor, cursorOf(actions, counter.total));
  return { counts: counter.total, conflicts: conflicting, examples };
}

/** An undo is a run itself: its plan is kept as that of a rewind with one lister. */
function cursorOf(actions: PartWriter, counts: PlanCounts): { shards: readonly ShardProgress[] } {
  return { shards: shardsAt([]).map((shard) => ({ ...shard, done: true, nextActions: actions.next, counts })) };
}

const NOWHERE = { putText: async () => undefined };

async function undoAction(
  engine: UndoEngine,
  action: ObjectAction,
  written: string | undefined,
): Promise<ObjectAction | 'none' | 'conflict'> {
  const now = await engine.patiently(() => engine.target.current(action.key));
  if (isAsPlanned(action, now) || (await isBack(engine, action, now))) return 'none';
  if (!(await isOurs(engine, action, now, written))) return 'conflict';
  const { key, current: before } = action;
  if (before === null || before.kind === 'marker') return { action: 'mark', key, current: plannedNow(now) };
  return copyBack(key, before, plannedNow(now));
}

/** What stood there before stands there again. */
async function isBack(engine: Engine, { key, current: before }: ObjectAction, now: CurrentObject): Promise<boolean> {
  if (before === null || before.kind === 'marker') return now.kind !== 'version';
  if (now.kind !== 'version' || now.description.size !== before.size) return false;
  const { versionId, etag } = now.description;
  const wanted = { key, versionId: before.versionId, etag: before.etag ?? '', restoreAs: classOf(before) };
  return await engine.isSame(wanted, { key, versionId, etag });
}

/**
 * Does what the run wrote stand there? By its version; else by its content: the undo of a later run has put it back, or
 * the run was killed before it could note the version down.
 */
async function isOurs(
  engine: UndoEngine,
  action: ObjectAction,
  now: CurrentObject,
  written: string | undefined,
): Promise<boolean> {
  if (action.action === 'mark') {
    if (now.kind !== 'marker') return false;
    if (written === undefined || now.versionId === written) return true;
    return (await engine.isMarkerOfRun?.(now.versionId)) ?? false;
  }
  if (now.kind !== 'version') return false;
  const { versionId, etag } = now.description;
  if (versionId === written) return true;
  return await (engine.isCopyOf ?? engine.isSame)(wantedBy(action), { key: action.key, versionId, etag }).catch(
    (error: unknown) => {
      if (isNotFound(error)) return false;
      throw error;
    },
  );
}

function copyBack(key: string, before: PlannedCurrent, current: PlannedCurrent): CopyAction {
  const { versionId, etag = '', size = 0, storageClass } = before;
  const classes = { ...(storageClass !== undefined && { storageClass }), restoreAs: classOf(before) };
  return { action: 'copy', key, versionId, etag, size, ...classes, current };
}

/** The plan noted it: a lifecycle rule may have moved the version since. */
function classOf({ storageClass = 'STANDARD' }: PlannedCurrent): string {
  return storageClass;
}

function plannedNow(now: CurrentObject): PlannedCurrent {
  if (now.kind === 'nothing') throw new Error('Nothing stands where the run has written.');
  if (now.kind === 'marker') return { kind: 'marker', versionId: now.versionId };
  const { versionId, etag, size, storageClass } = now.description;
  return { kind: 'version', versionId, etag, size, ...(storageClass !== undefined && { storageClass }) };
}
