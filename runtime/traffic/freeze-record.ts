import { createHash } from 'node:crypto';
import * as z from 'zod';
import { CANARY_ANSWERS, type Knock } from '../../domain/traffic/canary';
import type { Traffic } from '../../domain/traffic/parameter';
import type { Freeze, RestorePlan, UsedDatabase } from '../../domain/workflow/workflow';
import type { Evidence } from '../evidence/evidence';
import { unusable } from '../evidence/unusable';
import { usedDatabase } from './active-freeze';

/** A switch as this run found it, and as it was before any freeze: another run may have left it frozen. */
export interface SwitchRecord {
  readonly found: unknown;
  readonly prior: unknown;
}

/** What traffic was before this run froze it (`freeze.json`): written once, for the undo. */
export interface FreezeRecord {
  readonly prior: Traffic;
  /** By the switch's name. */
  readonly switches: Readonly<Record<string, SwitchRecord>>;
  /** Runs that ended frozen, with traffic not opened since; oldest first. */
  readonly continues: readonly string[];
  /** See `Freeze.used`: when the first of these runs began. */
  readonly used?: UsedDatabase;
  /** What a write was answered then: the freeze is proved by the change. */
  readonly knock: Knock;
  readonly recordedAt: string;
}

const freezeRecord = z.object({
  prior: z.object({ mode: z.enum(['frozen', 'low-traffic', 'open']), generation: z.number().int().min(0) }),
  switches: z.record(z.string(), z.object({ found: z.unknown(), prior: z.unknown() })),
  continues: z.array(z.string()),
  used: usedDatabase.optional(),
  knock: z.object({ withToken: z.boolean(), answer: z.enum(CANARY_ANSWERS), inWords: z.string() }),
  recordedAt: z.string(),
});

export const freezeKey = (plan: Pick<RestorePlan, 'evidence'>): string => `${plan.evidence.prefix}freeze.json`;

/** What travels in the state: the record counts only as it was written. */
export const digestOf = (record: FreezeRecord): string =>
  createHash('sha256')
    .update(JSON.stringify(freezeRecord.parse(record)))
    .digest('hex');

/**
 * @param freeze as the state of the execution has it. @default - FreezeWrites has not ended
 * @returns undefined when this run has frozen nothing
 * @throws EvidenceUnusable when it is not the record that FreezeWrites has left
 */
export async function recordedFreeze(
  plan: Pick<RestorePlan, 'evidence'>,
  evidence: Pick<Evidence, 'getJson'>,
  freeze?: Pick<Freeze, 'record'>,
): Promise<FreezeRecord | undefined> {
  const key = freezeKey(plan);
  const found = await evidence.getJson(key, (value) => freezeRecord.parse(value));
  if (freeze?.record === undefined) return found;
  if (found === undefined) throw unusable(key, 'is gone');
  if (digestOf(found) !== freeze.record) throw unusable(key, 'is not what FreezeWrites has written');
  return found;
}

/** What the parameter says while this run holds it frozen. */
export const frozenBy = ({ prior }: Pick<FreezeRecord, 'prior'>): Traffic => ({
  mode: 'frozen',
  generation: prior.generation + 1,
});

export const priorsOf = ({ switches }: Pick<FreezeRecord, 'switches'>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(switches).map(([name, { prior }]) => [name, prior]));
