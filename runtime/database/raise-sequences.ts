import * as z from 'zod';
import {
  asRestored,
  type PlannedSequences,
  planRaises,
  type RaiseOptions,
  type SequenceFacts,
  type SequenceRaise,
  type SourceSequences,
} from '../../domain/database/sequences';
import { digestOf } from '../evidence/digest';
import type { Evidence } from '../evidence/evidence';
import { unusable } from '../evidence/unusable';
import type { DatabaseFacts } from './database-facts';

/** In the evidence of an attempt: what was raised, what was left alone, and how the source was. */
export interface SequenceRecord extends PlannedSequences {
  /** Null when nothing says so. */
  readonly wrongBefore: readonly string[] | null;
}

/** What was done of it, and the digest of what was written down first. */
export interface SequencesRaised extends SequenceRecord {
  readonly sealed: string;
}

const integer = z.string().regex(/^-?\d+$/);
const sequenceRecord: z.ZodType<SequenceRecord> = z.object({
  raises: z.array(z.object({ sequence: z.string(), to: integer })),
  left: z.array(z.object({ sequence: z.string(), why: z.string() })),
  wrongBefore: z.array(z.string()).nullable(),
});
export const parseSequenceRecord = (value: unknown): SequenceRecord => sequenceRecord.parse(value);

export const sequenceRecordKey = (prefix: string, attempt: number): string =>
  `${prefix}attempt-${attempt}/sequences.json`;

/**
 * Raises the sequences of the restored database before the application writes to it. What is raised to where is written
 * down first: a second try carries out the same, and does not jump the gap twice. One that cannot be raised is named and
 * ends no other; the record keeps it, so that the check of the sequences looks for it.
 */
export async function raiseSequences(
  record: string,
  source: SourceSequences,
  options: RaiseOptions,
  facts: Pick<DatabaseFacts, 'sequences' | 'raise'>,
  evidence: Pick<Evidence, 'createJson' | 'getJson'>,
): Promise<SequencesRaised> {
  const restored = await facts.sequences();
  const known = asRestored(source, restored);
  const first: SequenceRecord = {
    ...planRaises(restored, known, options),
    wrongBefore: known.wrongBefore === undefined ? null : [...known.wrongBefore],
  };
  const written = async () =>
    await evidence.getJson(record, (value) => ({ ...parseSequenceRecord(value), sealed: digestOf(value) }));
  const isFirst = await evidence.createJson(record, first);
  const before = isFirst ? undefined : await written();
  if (before !== undefined) assertExplained(record, before.raises, first.raises, restored);
  const planned = before ?? { ...first, sealed: digestOf(first) };
  const raises: SequenceRaise[] = [];
  const left = [...planned.left];
  for (const raise of planned.raises) {
    const why = await facts.raise(raise);
    if (why === undefined) raises.push(raise);
    else
      left.push({
        sequence: raise.sequence,
        why: `it should go on after ${raise.to}, and could not be raised: ${why}`,
      });
  }
  return { ...planned, raises, left };
}

/**
 * An earlier try has left it, and no state knows its digest yet: a sequence that it raises stands there already, or would
 * be raised there now.
 * @throws EvidenceUnusable
 */
function assertExplained(
  record: string,
  raises: readonly SequenceRaise[],
  planned: readonly SequenceRaise[],
  restored: readonly SequenceFacts[],
): void {
  for (const { sequence, to } of raises) {
    const isPlanned = planned.some((one) => one.sequence === sequence && one.to === to);
    const next = restored.find((one) => one.sequence === sequence)?.next ?? '0';
    if (!isPlanned && BigInt(next) <= BigInt(to))
      throw unusable(record, `raises ${sequence} to ${to}, and nothing does`);
  }
}
