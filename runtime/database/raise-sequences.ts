import { planRaises, type SequenceRaise } from '../../domain/database/sequences';
import type { Evidence } from '../evidence/evidence';
import type { DatabaseFacts } from './database-facts';

/**
 * Raises the sequences of the restored database before the application writes to it. What is raised to where is written
 * down first: a second try carries out the same, and does not jump the gap twice.
 */
export async function raiseSequences(
  record: string,
  gap: number,
  facts: Pick<DatabaseFacts, 'sequences' | 'raise'>,
  evidence: Pick<Evidence, 'createJson' | 'getJson'>,
): Promise<readonly string[]> {
  const planned = planRaises(await facts.sequences(), gap);
  if (planned.length > 0) await evidence.createJson(record, planned);
  const raises = (await evidence.getJson<SequenceRaise[]>(record)) ?? [];
  for (const raise of raises) await facts.raise(raise);
  return raises.map(({ sequence, to }) => `${sequence} to ${to}`);
}
