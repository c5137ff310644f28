import type { SnapshotFacts } from '../request/recovery-points';

/** Where dumps stand in their bucket. */
export const DUMPS_PREFIX = 'dumps/';
const MANIFEST_SUFFIX = '.json';

/**
 * `dumps/pegasus_2026-11-24.dump.json`: written last, by the task that made the dump, when pg_dump has come to its end and
 * S3 holds what it wrote. A dump without one is none.
 */
export interface DumpManifest {
  readonly version: 1;
  readonly key: string;
  /** The object may be written over; this version is the dump. */
  readonly versionId: string;
  readonly bytes: number;
  /** Of the whole dump, as pg_dump wrote it. */
  readonly sha256: string;
  readonly facts: {
    /** Whole seconds UTC: every commit up to then is in the dump. Not when the dump was finished. */
    readonly takenAt: string;
    readonly database: string;
    /** System identifier of the server, given by initdb. */
    readonly system: string;
    readonly serverMajor: number;
    /** Of pg_dump. */
    readonly dumpMajor: number;
    readonly databaseBytes: number;
  };
  /** What could not be restored of its schema on the day; manifests of earlier versions do not say. */
  readonly problems?: readonly string[];
}

/** An object of the bucket of dumps, as a listing has it. */
export interface DumpObject {
  readonly key: string;
  readonly size: number;
}

export const isManifest = (key: string): boolean => key.endsWith(`.dump${MANIFEST_SUFFIX}`);
export const manifestKeyOf = (dumpKey: string): string => `${dumpKey}${MANIFEST_SUFFIX}`;
/** What people call it: `pegasus_2026-11-24.dump`. */
export const dumpName = (key: string): string => key.slice(DUMPS_PREFIX.length);
export const dumpKey = (name: string): string => `${DUMPS_PREFIX}${name}`;

/**
 * The dumps as recovery points: those with a manifest are available; one that is being uploaded is `creating`; an object
 * that is not as its manifest says, or has none, is there to be left out with a reason.
 * @param resourceId of the database as it stands now, where it does
 * @param uploading keys of uploads that are not finished
 */
export function dumpsAsSnapshots(
  database: string,
  resourceId: string | undefined,
  objects: readonly DumpObject[],
  manifests: readonly DumpManifest[],
  uploading: readonly string[],
): SnapshotFacts[] {
  const known = new Map(manifests.map((manifest) => [manifest.key, manifest]));
  const ours = { sourceIdentifier: database, sourceResourceId: resourceId };
  const stored = objects.filter(({ key }) => key.endsWith('.dump'));
  return [
    ...stored.map(({ key, size }) => asSnapshot(ours, key, size, known.get(key))),
    ...uploading
      .filter((key) => !stored.some((object) => object.key === key))
      .map((key) => ({ id: dumpName(key), status: 'creating', ...ours })),
  ];
}

function asSnapshot(
  ours: Pick<SnapshotFacts, 'sourceIdentifier' | 'sourceResourceId'>,
  key: string,
  size: number,
  manifest?: DumpManifest,
): SnapshotFacts {
  const id = dumpName(key);
  if (manifest === undefined) return { id, status: 'without a manifest: its dump did not end well', ...ours };
  const { facts, bytes } = manifest;
  const status = size === bytes ? 'available' : `damaged: ${size} bytes, ${bytes} were written`;
  const isOurs = lineOf(facts.database) === lineOf(ours.sourceIdentifier);
  const source = isOurs ? ours : { sourceIdentifier: facts.database };
  return { id, status, databaseTime: facts.takenAt, bytes, problems: manifest.problems, ...source };
}

/** The database before any restore: `pegasus` of `pegasus-0badcafe-a1`. A restored database carries its dumps on. */
export const lineOf = (database: string): string => database.replaceAll('_', '-').replace(/(-[0-9a-f]{8}-a\d+)+$/, '');
