import { z } from 'zod';
import { CANARY_ANSWERS, type Knock } from '../../domain/traffic/canary';
import type { Traffic } from '../../domain/traffic/parameter';
import type { RestorePlan } from '../../domain/workflow/workflow';
import type { Evidence } from '../evidence/evidence';

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
  /** What a write was answered then: the freeze is proved by the change. */
  readonly knock: Knock;
  readonly recordedAt: string;
}

const freezeRecord = z.object({
  prior: z.object({ mode: z.enum(['frozen', 'low-traffic', 'open']), generation: z.number().int().min(0) }),
  switches: z.record(z.string(), z.object({ found: z.unknown(), prior: z.unknown() })),
  continues: z.array(z.string()),
  knock: z.object({ withToken: z.boolean(), answer: z.enum(CANARY_ANSWERS), inWords: z.string() }),
  recordedAt: z.string(),
});

export const freezeKey = (plan: Pick<RestorePlan, 'evidence'>): string => `${plan.evidence.prefix}freeze.json`;

/** @returns undefined when this run has frozen nothing */
export async function recordedFreeze(
  plan: Pick<RestorePlan, 'evidence'>,
  evidence: Pick<Evidence, 'getJson'>,
): Promise<FreezeRecord | undefined> {
  return await evidence.getJson(freezeKey(plan), (value) => freezeRecord.parse(value));
}

/** What the parameter says while this run holds it frozen. */
export const frozenBy = ({ prior }: Pick<FreezeRecord, 'prior'>): Traffic => ({
  mode: 'frozen',
  generation: prior.generation + 1,
});

export const priorsOf = ({ switches }: Pick<FreezeRecord, 'switches'>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(switches).map(([name, { prior }]) => [name, prior]));
