import { createHash } from 'node:crypto';
import type { RestoreMode, RestoreRequest } from './workflow';

/** Longest run id: leaves room for everything that is named after it. */
export const RUN_ID_LENGTH = 48;
/** RDS: 1 to 63 letters, digits or hyphens, a letter first, no hyphen last and no two in a row. */
export const DATABASE_IDENTIFIER_LENGTH = 63;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** Letters, digits and single hyphens, none at either end. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/**
 * The run's id, from the execution's name. A name that had to be changed gets a hash of the original, so that two
 * names never become one run (`Restore` and `restore` are two executions).
 */
export function runIdOf(executionName: string): string {
  const id = plain(executionName);
  if (id === executionName && id.length <= RUN_ID_LENGTH) return id;
  const suffix = digest(executionName);
  const kept = plain(id.slice(0, RUN_ID_LENGTH - suffix.length - 1)) || 'run';
  return `${kept}-${suffix}`;
}

/** What of a time or a snapshot's name is told in an execution's. */
const POINT_LENGTH = 24;

/**
 * The execution's name, from the request: the same request gives the same name, whatever the order of its fields.
 * @param nth from 1; the ones before have ended
 */
export function executionNameOf(request: RestoreRequest, nth: number): string {
  const fields = Object.entries(request).filter(([, value]) => value !== undefined);
  const hash = digest(JSON.stringify(fields.sort(([one], [other]) => (one < other ? -1 : 1))));
  const point = plain(plain(request.targetTime ?? request.snapshot ?? 'latest').slice(0, POINT_LENGTH));
  return [request.mode ?? 'restore', point, hash, ...(nth > 1 ? [nth] : [])].join('-');
}

/** The database to come, `<source>-<hash of the run>-a<candidate, from 1>`: known before anything exists. */
export function databaseIdentifierOf(source: string, runId: string, candidate: number): string {
  const suffix = `-${digest(runId)}-a${candidate + 1}`;
  return (
    plain(source)
      .slice(0, DATABASE_IDENTIFIER_LENGTH - suffix.length)
      .replace(/-$/, '') + suffix
  );
}

/**
 * Names of restored databases as IAM takes patterns, and after a hyphen what belongs to one: instances of a cluster,
 * parameter groups.
 * @param source undefined where only deployment knows it: it may be too long to stand in them whole
 */
export function restoredNames(source: string | undefined): { readonly own: string; readonly parts: string } {
  const [start] = databaseIdentifierOf(source ?? '', '', 0).split(/-?[0-9a-f]{8}-a1$/);
  const own = source === undefined ? '*-????????-a?' : `${start}-????????-a?`;
  // A name of an instance that is too long loses its beginning.
  return { own, parts: own.length + '-10'.length > DATABASE_IDENTIFIER_LENGTH ? '*-????????-a?-*' : `${own}-*` };
}

/** The same of sources that a restored database has taken the name of. */
export const oldNames = (source: string | undefined): string =>
  source === undefined ? '*-old-????????' : oldIdentifierOf(source, '').replace(/[0-9a-f]{8}$/, '????????');

/** What the source is called once the restored database has taken its name: `<source>-old-<hash of the run>`. */
export function oldIdentifierOf(source: string, runId: string): string {
  const suffix = `-old-${digest(runId)}`;
  return source.slice(0, DATABASE_IDENTIFIER_LENGTH - suffix.length).replace(/-$/, '') + suffix;
}

/** One lock for each pair of stores that is restored together; a drill has its own, so that it never delays an incident. */
export function lockKeyOf(database: string, bucket: string, mode: RestoreMode): string {
  return `locks/${mode === 'drill' ? 'drill/' : ''}${database}+${bucket}.json`;
}
