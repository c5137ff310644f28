import type { DatabaseName } from '../../domain/database/dependents';
import type { KnownSource } from '../../domain/database/known-source';
import type { ParameterGroupValues } from '../../domain/database/manifest';
import type { CapacityNote } from '../../domain/database/placement';
import type { DatabaseSettings, SettingRules } from '../../domain/database/settings';
import type { ClassifyStatus } from '../../domain/database/status';
import type { SubnetGroup } from '../../domain/readiness/subnet-group';
import type { SnapshotFacts } from '../../domain/request/recovery-points';
import type { RecoveryPoint } from '../../domain/workflow/workflow';
import type { ParameterGroups } from './rds/parameter-groups';

/** Where a database answers. */
export interface DatabaseEndpoint {
  readonly host: string;
  readonly port: number;
  /** Which of the databases there, where the kind has several on one server. @default - the one that the secret names */
  readonly database?: string;
  /** The one that was made with it, for a secret that names none: RDS writes only user and password into one that it manages. */
  readonly databaseName?: string;
}

/** A role that the service assumes for a feature as `s3Import`; a cluster may have one for no feature, which is empty. */
export interface FeatureRole {
  readonly feature: string;
  readonly role: string;
}

/** A database as its kind describes it; times are whole seconds UTC. */
export interface FoundDatabase {
  readonly identifier: string;
  /** How AWS names it and its instances; empty where AWS does not know it. */
  readonly names: readonly DatabaseName[];
  /** Stays with it when it is renamed, and is never given to another. */
  readonly resourceId: string;
  /** In the words of its kind; what it means, `classify` says. */
  readonly status: string;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  /** The database that was made with it, where the service says so. */
  readonly databaseName?: string;
  readonly latestRestorableTime?: string;
  /** Modifications accepted and not yet carried out. */
  readonly pending: readonly string[];
  /** Parameters wait for a reboot. */
  readonly pendingReboot: boolean;
  /** Days that its own backups are kept; 0 when there are none. */
  readonly backupRetentionDays: number;
  readonly deletionProtection: boolean;
  readonly subnetGroup: string | null;
  readonly storageKey: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Without those that the service cannot assume. */
  readonly roles: readonly FeatureRole[];
  readonly settings: DatabaseSettings;
  /** Why it cannot be backed up and restored, after "the database …". @default - it can */
  readonly unfit?: string;
}

/** The database to come. */
export interface RestoreOrder {
  readonly source: { readonly identifier: string; readonly resourceId: string };
  readonly identifier: string;
  readonly point: RecoveryPoint;
  readonly settings: DatabaseSettings;
  readonly tags: Readonly<Record<string, string>>;
}

/** Told of what RDS had no room for, before another placement is asked for. */
export type NotesCapacity = (note: CapacityNote) => Promise<void>;

/** What a kind of RDS is told about the databases that it makes. */
export interface CandidateSettings {
  /** The security group of the databases of drills. @default - those of the source */
  readonly drillSecurityGroup?: string;
  /** @default - none */
  readonly alternativeClasses?: readonly string[];
  /** @default - nothing, and nothing is public */
  readonly known?: KnownSource;
}

/** What is to be put right in a restored database. */
export interface Convergence {
  readonly identifier: string;
  /** The settings that differ and that its kind can modify. */
  readonly settings: readonly string[];
  readonly wanted: DatabaseSettings;
  readonly found: DatabaseSettings;
}

/** Snapshots of a database, or the one of that name, whose database it may be. */
export type SnapshotsOf = { readonly database: string } | { readonly snapshot: string };

/**
 * What the steps of a restore ask of a database, whatever its kind: the difference is decided once, by `databasesOf`.
 * Errors that may pass come out as `Retryable`, all others as `DatabaseRefused` with what to do; paging ends here.
 */
export interface DatabaseKind {
  readonly rules: SettingRules;
  readonly classify: ClassifyStatus;
  /** Where to find out why one of them failed; follows "look at". */
  readonly tells: string;
  /** True where a restore brings neither owners nor privileges: everything belongs to the user of the secret. @default false */
  readonly withoutAccess?: boolean;
  /** True where it cannot go back to a time, only to a snapshot. @default false */
  readonly snapshotsOnly?: boolean;
  /** Classes that its instances may have where there is no room for those of the source. @default - none */
  readonly alternativeClasses?: readonly string[];
  /** What the template says of the source. @default - nothing, and nothing is public */
  readonly known?: KnownSource;

  /** @returns undefined when there is none of that name */
  describe(identifier: string): Promise<FoundDatabase | undefined>;
  /** How far its own backups reach; they may outlive the database. */
  restoreWindow(resourceId: string): Promise<{ readonly earliest?: string; readonly latest?: string }>;
  snapshots(of: SnapshotsOf): Promise<SnapshotFacts[]>;
  /** Those that AWS Backup has taken. */
  backupSnapshots(of: SnapshotsOf): Promise<SnapshotFacts[]>;
  /** @default - it has no parameter groups */
  readonly groups?: Pick<ParameterGroups, 'find' | 'make' | 'removeUnused'>;
  /** The values set in the parameter groups that these settings name; default groups are left out. */
  parameterGroups(settings: DatabaseSettings): Promise<readonly ParameterGroupValues[]>;
  /** @returns undefined when there is no such group */
  subnetGroup(name: string): Promise<SubnetGroup | undefined>;

  /** Asks for the restore. @returns false when a database of that name exists already */
  restore(order: RestoreOrder, noted: NotesCapacity): Promise<boolean>;
  /** Goes on with a restore that takes more than one call; does nothing when there is nothing to do (yet). */
  continueRestore(found: FoundDatabase, order: () => Promise<RestoreOrder>, noted: NotesCapacity): Promise<void>;
  converge(what: Convergence): Promise<void>;
  /** Gives it a role of its source: no restore does. Does nothing when it has it already. */
  addRole(identifier: string, role: FeatureRole): Promise<void>;
  /** Of the master user; it takes effect after a while. @default - its users are its server's, which is never restored */
  setMasterPassword?(identifier: string, password: string): Promise<void>;
  /** So that parameters which wait for it come into force. */
  reboot(identifier: string): Promise<void>;
  /** Takes the tag away without which no run may change or delete it: it is put to use. Does nothing the second time. */
  release(identifier: string): Promise<void>;
  /** Deletes it with its backups, whatever protects it; does nothing once it is being deleted. Whose it is, the caller knows. */
  remove(found: FoundDatabase): Promise<void>;
  /** What is still there of a run, in words: databases that carry its tag, and backups of these. */
  leftOf(runId: string, databases: readonly string[]): Promise<readonly string[]>;
}
