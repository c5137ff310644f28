import * as z from 'zod';
import { type Baseline, baselineBefore, baselineKey, baselinePrefix } from '../../domain/references/baseline';
import type { RestorePlan } from '../../domain/workflow/workflow';
import { assertDated } from '../evidence/dated';
import type { Evidence } from '../evidence/evidence';

const baseline: z.ZodType<Baseline> = z.object({
  version: z.literal(1),
  takenAt: z.string(),
  source: z.object({ identifier: z.string(), resourceId: z.string() }),
  database: z.object({ system: z.string().nullable(), oid: z.string(), name: z.string() }).optional(),
  checked: z.number(),
  broken: z.array(z.object({ key: z.string(), row: z.string() })),
  references: z.array(z.string()).optional(),
});

/** @throws Error that says what is not as a baseline is */
export const parseBaseline = (value: unknown): Baseline => baseline.parse(value);

/** The baselines of a source, in the evidence bucket. */
export class Baselines {
  constructor(private readonly evidence: Pick<Evidence, 'list' | 'getJson' | 'putJson'>) {}

  async write(of: Baseline): Promise<void> {
    await this.evidence.putJson(baselineKey(of), of);
  }

  /** The newest of this very database from before `time`; undefined when there is none that is near enough. */
  async before({ identifier, resourceId }: RestorePlan['sourceDatabase'], time: string): Promise<Baseline | undefined> {
    const key = baselineBefore(await this.keys(identifier), time);
    const found = await this.read(key);
    return found && found.source.resourceId === resourceId ? found : undefined;
  }

  /** By its name, and read: undefined when there is none. @throws EvidenceUnusable */
  async newest(identifier: string): Promise<Baseline | undefined> {
    return await this.read((await this.keys(identifier)).sort().at(-1));
  }

  private async read(key: string | undefined): Promise<Baseline | undefined> {
    const found = key && (await this.evidence.getJson(key, parseBaseline));
    if (!found) return undefined;
    assertDated(key, baselineKey(found), found.takenAt);
    return found;
  }

  private async keys(identifier: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.evidence.list(baselinePrefix(identifier))) keys.push(key);
    return keys;
  }
}
