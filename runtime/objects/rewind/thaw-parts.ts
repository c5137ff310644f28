import * as z from 'zod';
import type { Thaw } from '../../../domain/workflow/workflow';
import type { EvidenceStore } from '../../evidence/evidence-store';
import { parsedLines } from '../../evidence/parsed-lines';
import { Objects } from '../objects';
import { described, isNotFound } from '../s3-errors';
import type { ArchivedSource } from './archived-sources';
import type { Engine } from './engine';
import { partName, type RewindLayout } from './layout';
import { parseArchived } from './stored-lines';
import { askToThaw } from './thaw';

type ThawEngine = Pick<Engine, 'client' | 'source' | 'patiently' | 'evidence'>;

/** What became of the sources of one part; a file of `asked/` or `thawed/`. */
const partThawed = z.object({ failed: z.array(z.object({ key: z.string(), error: z.string() })) });
type PartThawed = z.infer<typeof partThawed>;
export type FailedThaw = PartThawed['failed'][number];

/** Keys of which the error is shown; each part has all of its own in the evidence. */
const SHOWN = 10;

export interface ThawStep {
  /** False: the time ran out, or some are not readable yet. */
  readonly complete: boolean;
  readonly failed: number;
  readonly examples: readonly FailedThaw[];
}

/** Asks for all sources, part by part; a part that has been asked for is not asked for again. */
export function askParts(engine: ThawEngine, layout: RewindLayout, thaw: Thaw, hasTime: () => boolean) {
  return eachPart(engine.evidence, layout, 'asked', hasTime, async (sources) => {
    const failed = await Promise.all(
      sources.map(async (source) => await failure(source, () => askToThaw(engine, source, thaw))),
    );
    return { failed: failed.filter((one) => one !== undefined) };
  });
}

/**
 * Looks whether all sources can be read, part by part: a part in which one cannot is left at that one.
 * @param late what cannot be read by now has failed
 */
export function lookAtParts(engine: ThawEngine, layout: RewindLayout, hasTime: () => boolean, late: boolean) {
  const objects = new Objects(engine.client, engine.source.bucket);
  const look = (source: ArchivedSource) => stateOf(engine, objects, source);
  return eachPart(engine.evidence, layout, 'thawed', hasTime, async ([first, ...rest]) => {
    const states = first === undefined ? [] : [await look(first)];
    if (late || !states.includes('under way')) states.push(...(await Promise.all(rest.map(look))));
    if (!late && states.includes('under way')) return undefined;
    return {
      failed: [first, ...rest].flatMap((source, i) => {
        const state = states[i]!;
        if (source === undefined || state === 'readable') return [];
        return state === 'under way' ? [{ key: source.key, error: 'it is not readable yet' }] : [state];
      }),
    };
  });
}

async function stateOf(
  { patiently }: ThawEngine,
  objects: Objects,
  { key, versionId }: ArchivedSource,
): Promise<'readable' | 'under way' | FailedThaw> {
  try {
    const state = await patiently(() => objects.thawState(key, versionId));
    return state === 'archived' ? { key, error: 'it is archived again: its copy has expired' } : state;
  } catch (error) {
    return { key, error: isNotFound(error) ? 'the version is not there any more' : described(error) };
  }
}

async function failure({ key }: ArchivedSource, ask: () => Promise<boolean>): Promise<FailedThaw | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    return { key, error: isNotFound(error) ? 'the version is not there any more' : described(error) };
  }
}

/** @param visit undefined: the part is not done yet */
async function eachPart(
  evidence: EvidenceStore,
  layout: RewindLayout,
  what: 'asked' | 'thawed',
  hasTime: () => boolean,
  visit: (sources: readonly ArchivedSource[]) => Promise<PartThawed | undefined>,
): Promise<ThawStep> {
  let complete = true;
  const failed: FailedThaw[] = [];
  let failures = 0;
  for await (const { key: part } of evidence.list(layout.archived)) {
    const key = `${layout[what]}${partName(part)}.json`;
    let result = await evidence.getJson(key, (value) => partThawed.parse(value));
    if (result === undefined && hasTime()) {
      result = await visit(await sourcesIn(evidence, part));
      if (result !== undefined) await evidence.putJson(key, result);
    }
    if (result === undefined) complete = false;
    failures += result?.failed.length ?? 0;
    failed.push(...(result?.failed ?? []).slice(0, SHOWN - failed.length));
  }
  return { complete, failed: failures, examples: failed };
}

/** The sources of a part, as the plan found them. */
export async function sourcesIn(evidence: EvidenceStore, part: string): Promise<readonly ArchivedSource[]> {
  const sources: ArchivedSource[] = [];
  for await (const source of parsedLines(evidence, part, parseArchived)) sources.push(source);
  return sources;
}
