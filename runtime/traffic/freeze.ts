import { isDeepStrictEqual } from 'node:util';
import type { Traffic } from '../../domain/traffic/parameter';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { RestorePlan, UsedDatabase } from '../../domain/workflow/workflow';
import type { Evidence } from '../evidence/evidence';
import { unusable } from '../evidence/unusable';
import type { Patience } from '../execution/poll-until';
import { readStandingFreeze, releaseFreeze } from './active-freeze';
import { type KnockWorld, knock } from './canary';
import { type FreezeRecord, freezeKey, frozenBy, priorsOf, recordedFreeze, type SwitchRecord } from './freeze-record';
import { confirmAll, movesTo, setAll } from './switches/drive';
import { priorOf, type Switch } from './switches/switch';
import type { TrafficParameter } from './traffic-parameter';

/** What freezing needs of the world. */
export interface FreezingWorld {
  readonly traffic: Pick<TrafficParameter, 'read' | 'set'>;
  readonly switches: readonly Switch[];
  readonly evidence: Pick<Evidence, 'createJson' | 'getJson' | 'putJson'>;
  readonly patience: Patience;
}

/** What is written down before anything is switched. */
export type RecordingWorld = FreezingWorld &
  KnockWorld & {
    /** The database that the application uses now, where it is another one than the protected. */
    usedDatabase(): Promise<UsedDatabase | undefined>;
  };

/** Reads everything and knocks before anything is switched, and writes it down once. */
export async function recordFreeze(plan: RestorePlan, now: string, world: RecordingWorld): Promise<FreezeRecord> {
  const { traffic, switches, evidence } = world;
  const before = await recordedFreeze(plan, evidence);
  const { mode, generation } = await traffic.read();
  if (before !== undefined) {
    assertFits(before, { mode, generation }, freezeKey(plan));
    return before;
  }
  const standing = await readStandingFreeze(plan, evidence);
  const found: [string, SwitchRecord][] = [];
  for (const one of switches) {
    const state = await one.read();
    found.push([one.name, { found: state, prior: priorOf(one, state, standing.priors[one.name]) }]);
  }
  // An operator who has opened traffic by hand has ended the freeze before.
  const continues = mode === 'open' ? [] : standing.runs;
  const record = {
    prior: { mode, generation },
    switches: Object.fromEntries(found),
    continues,
    // A run that failed behind its cut-over has led the application away from what its users wrote to.
    used: continues.length > 0 ? standing.used : await world.usedDatabase(),
    knock: await knock(plan.runId, world),
    recordedAt: now,
  };
  if (await evidence.createJson(freezeKey(plan), record)) return record;
  return (await recordedFreeze(plan, evidence)) ?? record;
}

/**
 * An earlier try of this step has left it, and no state knows its digest yet; the parameter knows what it was told.
 * @throws EvidenceUnusable
 */
function assertFits(record: FreezeRecord, now: Traffic, key: string): void {
  const fitting = [record.prior, frozenBy(record)];
  if (fitting.some(({ mode, generation }) => mode === now.mode && generation === now.generation)) return;
  const { mode, generation } = record.prior;
  throw unusable(
    key,
    `says that traffic was ${mode}, generation ${generation}, before this run froze it, and the parameter is ${now.mode}, generation ${now.generation}`,
  );
}

/** @throws PegasusError `FreezeFailed` when the parameter or a switch does not become what it was told to */
export async function setFrozen(record: FreezeRecord, { traffic, switches, patience }: FreezingWorld): Promise<void> {
  const wanted = frozenBy(record);
  const found = await traffic.set(wanted);
  if (found.mode !== wanted.mode || found.generation !== wanted.generation) {
    throw new PegasusError(
      ErrorName.FREEZE_FAILED,
      `The traffic parameter was set to frozen, generation ${wanted.generation}, and is ${found.mode}, generation ` +
        `${found.generation}: another process writes it too. Stop that process, then start again.`,
    );
  }
  const moves = movesTo('frozen', record, switches);
  await setAll(moves);
  const awaited = await confirmAll(moves, patience);
  if (awaited !== undefined) {
    throw new PegasusError(ErrorName.FREEZE_FAILED, `Not every switch became frozen in time: ${awaited}.`);
  }
}

/** Names of what ran before and does not run while frozen. */
export const stoppedBy = (record: FreezeRecord, switches: readonly Switch[]): string[] =>
  movesTo('frozen', record, switches)
    .filter(({ one, state }) => one.runsIn(record.switches[one.name]?.found) && !one.runsIn(state))
    .map(({ one }) => one.name);

/**
 * Puts back what was found, the last switch first and the parameter last of all; one that cannot be put back does not
 * stop the others. A freeze of an earlier run stays recorded as the standing one.
 *
 * @returns in words, what has become of it
 */
export async function undoFreeze(
  plan: RestorePlan,
  record: FreezeRecord,
  now: string,
  { traffic, switches, evidence }: FreezingWorld,
): Promise<string> {
  const stuck: string[] = [];
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      stuck.push(`${what} (${error instanceof Error ? error.message : String(error)})`);
    }
  };
  for (const one of [...switches].reverse()) {
    const recorded = record.switches[one.name];
    if (recorded !== undefined) await attempt(one.name, () => one.set(recorded.found));
  }
  await attempt('the traffic parameter', async () => {
    const { mode, generation } = await traffic.read();
    const ours = frozenBy(record);
    if (mode === ours.mode && generation === ours.generation) await traffic.set(record.prior);
  });
  if (stuck.length > 0)
    return `The freeze was undone only in part. Put back by hand, as freeze.json says: ${stuck.join('; ')}.`;
  const adopted = Object.values(record.switches).some(({ found, prior }) => !isDeepStrictEqual(found, prior));
  if (!adopted && record.continues.length === 0)
    await attempt('the record', () => releaseFreeze(plan, priorsOf(record), now, evidence));
  return 'The freeze was undone: nothing has changed.';
}
