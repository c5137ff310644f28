import type { DatabaseManifest } from '../database/manifest';
import { ErrorName, PegasusError } from '../workflow/errors';
import type { Baseline } from './baseline';
import { type Reference, referenceName } from './references';

/** What a reference of the running database would fail a proof with, in words. */
export interface Problem extends Pick<Reference, 'table' | 'column'> {
  readonly why: string;
  /** The whole table is not there. */
  readonly noTable?: boolean;
}

/** What is known from before the incident. */
export interface KnownBefore {
  readonly baseline?: Pick<Baseline, 'takenAt' | 'references'>;
  readonly manifest?: Pick<DatabaseManifest, 'takenAt' | 'content'>;
}

/** Whether the table was there when the manifest was written; undefined when that is not known. */
export function hadTable(manifest: KnownBefore['manifest'], table: string): boolean | undefined {
  if (!manifest?.content) return undefined;
  const { tables, notCounted = [] } = manifest.content;
  return [...tables, ...notCounted].some(({ name }) => name === table || name.endsWith(`.${table}`));
}

/**
 * Why the running database does not settle it: the incident may have done that, where the reference was right before.
 * @returns undefined where nothing says that it ever was: a restore would stop at it
 */
export function rightBefore(problem: Problem, { baseline, manifest }: KnownBefore): string | undefined {
  if (baseline?.references?.includes(referenceName(problem)))
    return `it was right in the baseline of ${baseline.takenAt}`;
  if (problem.noTable && manifest && hadTable(manifest, problem.table)) {
    return `the table was there in the manifest of ${manifest.takenAt}`;
  }
  return undefined;
}

/**
 * Whether a reference that a restored database lacks was made after its moment: the running database has it, and the
 * restored one has the table without the column, or a manifest from before lacks the table. Nothing referred to an object
 * through it.
 * @param inSource names of the references that the running database has
 */
export const madeLater =
  (inSource: readonly string[], manifest: KnownBefore['manifest']) =>
  (reference: Pick<Reference, 'table' | 'column'>, isTableThere: boolean): boolean =>
    inSource.includes(referenceName(reference)) && (isTableThere || hadTable(manifest, reference.table) === false);

/**
 * Refuses what a restore would only stop at once production is frozen and the database restored.
 * @returns in words, what is wrong now and was right before
 * @throws PegasusError `ReferencesNotProved`
 */
export function assertProvable(problems: readonly Problem[], known: KnownBefore): readonly string[] {
  const unexplained = problems.filter((one) => rightBefore(one, known) === undefined);
  if (unexplained.length === 0) return problems.map((one) => `${one.why} (${rightBefore(one, known)})`);
  throw new PegasusError(
    ErrorName.REFERENCES_NOT_PROVED,
    `${unexplained.map(({ why }) => why).join('; ')}. So it is in the running database, nothing says that it was otherwise ` +
      'before, and a restore would stop at it. Nothing was frozen: correct the rights of the database or `references` of ' +
      'the construct, deploy, and start again. What only the incident has removed can be `optional`.',
  );
}
