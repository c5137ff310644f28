import type { Named } from './counterparts';
import type { Dependent } from './dependents';
import type { ParameterGroupOf } from './parameter-groups';
import type { DatabaseAccess } from './privileges';
import type { DatabaseSettings } from './settings';

/** A table, counted. */
export interface CountedTable extends Named {
  readonly rows: number;
  /** Newest `updated_at` or `created_at`, ISO 8601; null when there is no such column, or no row. */
  readonly newest: string | null;
}

/** A table that could not be counted. */
export interface NotCountedTable extends Named {
  /** What the server says, and what to do about it. */
  readonly reason: string;
  /** Rows that it has at least, where only the time was too short to count them all. */
  readonly least?: number;
}

export interface CountedTables {
  readonly tables: readonly CountedTable[];
  /** Manifests of earlier versions have none. */
  readonly notCounted?: readonly NotCountedTable[];
}

/** Its name is that of its table and its own: `public.thread_updates.thread_updates_thread_id_fkey`. */
export interface ForeignKey extends Named {
  /** False: not validated, or its triggers are off. */
  readonly enforced: boolean;
}

export interface RecordedSequence {
  readonly sequence: string;
  /** See Named. */
  readonly id?: string;
  readonly next: string;
  readonly behind?: boolean;
}

/** What the database itself says. */
export interface DatabaseContent extends CountedTables {
  readonly migrationHead: string | null;
  /** `behind`: its column holds an id that it has still to hand out; manifests of earlier versions do not say. */
  readonly sequences: readonly RecordedSequence[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Manifests of earlier versions have none. */
  readonly access?: DatabaseAccess;
}

export interface ParameterGroupValues {
  readonly of: ParameterGroupOf;
  readonly name: string;
  /** Parameters with a value of their own; the others have the values of the engine. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * `manifests/<source>/<takenAt>.json`: the source as it was, for the day when it is gone. Names, counts and settings;
 * no row, no password.
 */
export interface DatabaseManifest {
  readonly version: 1;
  /** Whole seconds UTC. */
  readonly takenAt: string;
  readonly source: { readonly identifier: string; readonly resourceId: string };
  /** Null while it is being made. */
  readonly endpoint: { readonly host: string; readonly port: number } | null;
  readonly settings: DatabaseSettings;
  /** Those that are not the engine's defaults. */
  readonly parameterGroups: readonly ParameterGroupValues[];
  /** Roles for features as `s3Import`: a restored instance has none. */
  readonly roles: readonly { readonly feature: string; readonly role: string }[];
  /** Proxies and alarms that name it. Null when they could not be found out; manifests of earlier versions have none. */
  readonly dependents?: readonly Dependent[] | null;
  readonly tags: Readonly<Record<string, string>>;
  /** The version that was valid: a database restored to this moment has its password. */
  readonly secret: { readonly arn: string; readonly versionId: string };
  /** Null when the database did not answer: its settings are worth keeping all the same. */
  readonly content: DatabaseContent | null;
}

export const manifestPrefix = (identifier: string): string => `manifests/${identifier}/`;

export const manifestKey = ({ source, takenAt }: Pick<DatabaseManifest, 'source' | 'takenAt'>): string =>
  `${manifestPrefix(source.identifier)}${takenAt}.json`;

/** The newest of them that is not after `time`; names sort as their times. Undefined when all are newer. */
export function newestKey(keys: readonly string[], time: string): string | undefined {
  return keys
    .filter((key) => key.slice(key.lastIndexOf('/') + 1) <= `${time}.json`)
    .sort()
    .at(-1);
}
