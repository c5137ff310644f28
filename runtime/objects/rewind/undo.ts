import type { CopyAction, ObjectAction, PlannedCurrent } from '../../../domain/objects/action';
import { Counter, type PlanCounts, shardsAt, totals } from '../../../domain/objects/plan';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import { PartWriter } from '../../evidence/part-writer';
import type { CurrentObject } from '../objects';
import { isNotFound } from '../s3-errors';
import { wantedBy } from './apply-actions';
import type { Engine } from './engine';
import { partName, type RewindLayout } from './layout';
import type { PlanCursor } from './plan';
import type { WrittenLine } from './restore-part';
import { isAsPlanned } from './writer';

export interface UndoOutcome {
  readonly counts: PlanCounts;
  /** Keys that were written to since the run: left alone, all of them listed in the evidence. */
  readonly conflicts: number;
  readonly examples: readonly string[];
}

/**
 * Plans the undo: for every key the run wrote to, what stood there before. Writes actions like those of a rewind,
 * so applying them is the same code, append-only too, and the undo can be undone. Run after it was applied it finds
 * nothing to do, which is how an undo is verified.
 * @param undo where to write the actions; without it nothing is written
 * @throws InvalidRequest when the evidence of the run does not have every action that the run planned
 */
export async function planUndo(engine: Engine, run: RewindLayout, undo?: RewindLayout): Promise<UndoOutcome> {
  const { evidence } = engine;
  const store = undo === undefined ? NOWHERE : evidence;
  const actions = new PartWriter(store, undo?.actions ?? '', { lines: 1_000, bytes: 1024 * 1024 });
  const conflicts = new PartWriter(store, undo?.ambiguous ?? '');
  const counter = new Counter();
  let read = 0;
  const examples: string[] = [];
  let conflicting = 0;
  for await (const { key } of evidence.list(run.actions)) {
    const done = await readActions(engine, key);
    read += done.length;
    const written = await readWritten(engine, `${run.written}${partName(key)}.jsonl`);
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
  const planned = await plannedActions(engine, run);
  if (read !== planned) {
    throw notWhole(run, `${planned} actions were planned, ${read} are there. Bring the folder back from a copy`);
  }
  if (undo !== undefined) await evidence.putJson(undo.cursor, cursorOf(actions, counter.total));
  return { counts: counter.total, conflicts: conflicting, examples };
}

/** How many keys the run was to change, as its own plan says: what is there is counted against it. */
export async function plannedActions({ evidence }: Engine, run: RewindLayout): Promise<number> {
  const cursor = await evidence.getJson<PlanCursor>(run.cursor);
  if (cursor === undefined) throw notWhole(run, `there is no ${run.cursor}. Bring it back from a copy`);
  const { copy, mark } = totals(cursor.shards).counts;
  return copy + mark + (cursor.resolved ?? 0);
}

function notWhole({ actions }: RewindLayout, what: string): PegasusError {
  return new PegasusError(
    ErrorName.INVALID_REQUEST,
    `The evidence of the run is not whole (${actions}): ${what}; nothing was undone.`,
  );
}

/** An undo is a run itself: its plan is kept as that of a rewind with one lister. */
function cursorOf(actions: PartWriter, counts: PlanCounts): Pick<PlanCursor, 'shards'> {
  return { shards: shardsAt([]).map((shard) => ({ ...shard, done: true, nextActions: actions.next, counts })) };
}

const NOWHERE = { putText: async () => undefined };

async function undoAction(
  engine: Engine,
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
  engine: Engine,
  action: ObjectAction,
  now: CurrentObject,
  written: string | undefined,
): Promise<boolean> {
  if (action.action === 'mark') return now.kind === 'marker';
  if (now.kind !== 'version') return false;
  const { versionId, etag } = now.description;
  if (versionId === written) return true;
  return await engine.isSame(wantedBy(action), { key: action.key, versionId, etag }).catch((error: unknown) => {
    if (isNotFound(error)) return false;
    throw error;
  });
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

async function readActions({ evidence }: Engine, key: string): Promise<readonly ObjectAction[]> {
  const actions: ObjectAction[] = [];
  for await (const line of evidence.readLines(key)) actions.push(JSON.parse(line) as ObjectAction);
  return actions;
}

/** @returns an empty map for a part that was never finished */
async function readWritten({ evidence }: Engine, key: string): Promise<ReadonlyMap<string, string>> {
  const written = new Map<string, string>();
  for await (const { key: found } of evidence.list(key)) {
    for await (const text of evidence.readLines(found)) {
      const line = JSON.parse(text) as WrittenLine;
      written.set(line.key, line.versionId);
    }
  }
  return written;
}
