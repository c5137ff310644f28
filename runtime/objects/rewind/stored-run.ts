import * as z from 'zod';
import type { ObjectAction } from '../../../domain/objects/action';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import type { Location } from '../../../domain/workflow/workflow';
import type { EvidenceStore } from '../../evidence/evidence-store';
import type { RewindLayout } from './layout';
import { parseAction, parseWritten, type WrittenLine } from './stored-lines';

const count = z.number().int().nonnegative();
const cursor = z.looseObject({
  shards: z.array(z.looseObject({ done: z.boolean(), counts: z.looseObject({ copy: count, mark: count }) })).min(1),
  resolved: count.optional(),
});

/**
 * The actions of one part, each looked at before anything is done with it.
 * @param within where the run has written
 */
export async function storedActions(
  evidence: EvidenceStore,
  part: string,
  within: Location,
): Promise<readonly ObjectAction[]> {
  const actions = await linesOf(evidence, part, parseAction);
  // Not in key order: an undo takes what was resolved later behind what was planned.
  const seen = new Set<string>();
  for (const [i, { key }] of actions.entries()) {
    if (seen.has(key)) throw notWhole(`line ${i + 1} of ${part} has \`${key}\` again`);
    if (!key.startsWith(within.prefix))
      throw notWhole(
        `line ${i + 1} of ${part} has \`${key}\`, which is not below s3://${within.bucket}/${within.prefix}`,
      );
    seen.add(key);
  }
  return actions;
}

/** The version that a part has written at each key; empty for a part that was never finished. */
export async function storedWritten(evidence: EvidenceStore, part: string): Promise<ReadonlyMap<string, string>> {
  const lines: WrittenLine[] = [];
  for await (const { key } of evidence.list(part)) lines.push(...(await linesOf(evidence, key, parseWritten)));
  return new Map(lines.map(({ key, versionId }) => [key, versionId]));
}

/** Asks whether any run below the prefix has written a version; reads them all when asked for the first time. */
export function writtenByRuns(evidence: EvidenceStore, runs: string): (versionId: string) => Promise<boolean> {
  let known: Promise<ReadonlySet<string>> | undefined;
  const read = async () => {
    const versions = new Set<string>();
    for await (const { key } of evidence.list(runs)) {
      if (!/\/written\/part-\d+\.jsonl$/.test(key)) continue;
      for (const versionId of (await storedWritten(evidence, key)).values()) versions.add(versionId);
    }
    return versions;
  };
  return async (versionId) => {
    known ??= read();
    return (await known).has(versionId);
  };
}

/**
 * @param within where the run has written
 * @returns how many actions the run has planned, all of which are there
 * @throws InvalidRequest when some are missing, or its files are not those of a run
 */
export async function wholeRun(evidence: EvidenceStore, run: RewindLayout, within: Location): Promise<number> {
  const found = await storedJson(evidence, run.cursor, (value) => cursor.parse(value));
  if (found === undefined) throw notWhole(`there is no ${run.cursor}. Bring it back from a copy`);
  if (found.shards.some(({ done }) => !done)) return 0;
  const planned = found.shards.reduce((sum, { counts }) => sum + counts.copy + counts.mark, found.resolved ?? 0);
  let there = 0;
  for await (const { key } of evidence.list(run.actions)) there += (await storedActions(evidence, key, within)).length;
  if (there === planned) return planned;
  throw notWhole(`${planned} actions were planned, ${there} are there in ${run.actions}. Bring them back from a copy`);
}

/** As `EvidenceStore.getJson`, and what is no JSON, or another one, is named. @throws InvalidRequest */
export async function storedJson<T>(
  evidence: EvidenceStore,
  key: string,
  parse: (value: unknown) => T,
): Promise<T | undefined> {
  return await evidence.getJson(key, parse).catch((error: unknown) => {
    throw unreadable(key, error);
  });
}

async function linesOf<T>(evidence: EvidenceStore, key: string, parse: (value: unknown) => T): Promise<T[]> {
  const found: T[] = [];
  for await (const line of evidence.readLines(key)) {
    try {
      found.push(parse(JSON.parse(line)));
    } catch (error) {
      throw unreadable(`line ${found.length + 1} of ${key}`, error);
    }
  }
  return found;
}

function unreadable(what: string, found: unknown): unknown {
  const error = found instanceof PegasusError ? found.cause : found;
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return notWhole(`${what} is not what a run writes (${issue?.path.join('.') || 'it'}: ${issue?.message})`);
  }
  return error instanceof SyntaxError ? notWhole(`${what} is no JSON`) : found;
}

function notWhole(what: string): PegasusError {
  return new PegasusError(
    ErrorName.INVALID_REQUEST,
    `The evidence of the run is not whole: ${what}; nothing was undone.`,
  );
}
