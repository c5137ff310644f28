import { notApplicable } from '../../domain/checks/check';
import type { HistorySettings } from '../../domain/objects/lifecycle-horizon';
import type { ReplicationRule } from '../../domain/objects/replica';
import { BACKUP_RETENTION, backupRetention } from '../../domain/readiness/backup-retention';
import { DAILY_SNAPSHOT, dailySnapshot } from '../../domain/readiness/database-snapshot-age';
import { DELETION_PROTECTION, deletionProtection } from '../../domain/readiness/deletion-protection';
import { ENCRYPTION_KEYS, encryptionKeys, type KeyFound, type KeyState } from '../../domain/readiness/encryption-keys';
import { LATEST_RESTORABLE_TIME, latestRestorableTime } from '../../domain/readiness/latest-restorable-time';
import { OBJECT_HISTORY, objectHistory } from '../../domain/readiness/object-history';
import { REPLICATION, replication } from '../../domain/readiness/replication';
import { SUBNET_GROUP, type SubnetGroup, subnetGroup } from '../../domain/readiness/subnet-group';
import type { SnapshotFacts } from '../../domain/request/recovery-points';
import type { CheckResult } from '../../domain/workflow/workflow';
import { carryOut } from '../checks/run-check';
import type { FoundDatabase } from '../database/database-kind';
import { behindAlias } from './encryption-keys';

export interface DatabaseStore {
  readonly retentionDays: number;
  /** True where dumps are all that there is: nothing of RDS applies. */
  readonly snapshotsOnly?: boolean;
  /** @throws Error when there is no such database */
  describe(): Promise<FoundDatabase>;
  snapshots(): Promise<readonly SnapshotFacts[]>;
  subnetGroup(name: string): Promise<SubnetGroup | undefined>;
}

export interface BucketStore {
  readonly prefix: string;
  readonly historyDays: number;
  readonly copyWanted: boolean;
  history(): Promise<HistorySettings>;
  replicationRules(): Promise<readonly ReplicationRule[]>;
  /** Null when S3 encrypts with keys of its own. */
  key(): Promise<string | null>;
}

/** A deployment looks only at the stores that it does not make itself. */
export interface StoresWorld {
  readonly database?: DatabaseStore;
  readonly bucket?: BucketStore;
  key(key: string): Promise<KeyFound>;
  /** ARNs of keys that the handlers may use, by what is encrypted. @default - it is not compared */
  readonly usableKeys?: Readonly<Record<string, readonly string[]>>;
  /** Of what else would be lost with its key: ARNs by what it is. @default - nothing else */
  furtherKeys?(): Promise<Readonly<Record<string, string | undefined>>>;
  /** Milliseconds. */
  readonly now: number;
}

/** What the stores' own settings say: the same at deployment and on the schedule. */
export async function checkStores(world: StoresWorld): Promise<readonly CheckResult[]> {
  const { database, bucket, now } = world;
  return [
    await carryOut(ENCRYPTION_KEYS, async () => encryptionKeys(await keyStates(world))),
    ...(database ? await checkDatabaseStore(database, now) : []),
    ...(bucket ? await checkBucketStore(bucket) : []),
  ];
}

async function checkDatabaseStore(store: DatabaseStore, now: number): Promise<CheckResult[]> {
  const newest = await carryOut(DAILY_SNAPSHOT, async () =>
    dailySnapshot(await store.snapshots(), (await store.describe()).resourceId, now),
  );
  if (store.snapshotsOnly) {
    const ofRds = [SUBNET_GROUP, LATEST_RESTORABLE_TIME, BACKUP_RETENTION, DELETION_PROTECTION];
    return [...ofRds.map((check) => notApplicable(check, 'the database is self-managed: it has dumps')), newest];
  }
  return [
    await carryOut(SUBNET_GROUP, async () => {
      const name = (await store.describe()).subnetGroup;
      return subnetGroup(name, name === null ? undefined : await store.subnetGroup(name));
    }),
    await carryOut(LATEST_RESTORABLE_TIME, async () =>
      latestRestorableTime((await store.describe()).latestRestorableTime, now),
    ),
    await carryOut(BACKUP_RETENTION, async () =>
      backupRetention((await store.describe()).backupRetentionDays, store.retentionDays),
    ),
    await carryOut(DELETION_PROTECTION, async () => deletionProtection((await store.describe()).deletionProtection)),
    newest,
  ];
}

async function checkBucketStore(store: BucketStore): Promise<CheckResult[]> {
  return [
    await carryOut(OBJECT_HISTORY, async () => objectHistory(await store.history(), store.prefix, store.historyDays)),
    await carryOut(REPLICATION, async () =>
      replication(await store.replicationRules(), store.prefix, store.copyWanted),
    ),
  ];
}

async function keyStates({ database, bucket, key, furtherKeys, usableKeys = {} }: StoresWorld): Promise<KeyState[]> {
  const described = database && (await database.describe());
  const found = [
    ...Object.entries((await furtherKeys?.()) ?? {}),
    ['database', described?.storageKey],
    ...insightsKeys(described?.settings ?? {}).map((insights) => ['Performance Insights', insights] as const),
    ['bucket', bucket && (await bucket.key())],
  ] as const;
  const states: KeyState[] = [];
  for (const [store, named] of found) {
    if (!named) continue;
    const { arn, state, ofAws } = await key(named);
    const usable = usableKeys[store] && (await Promise.all(usableKeys[store].map((one) => behindAlias(key, one))));
    states.push({ store, key: arn, state, ofAws, usable });
  }
  return states;
}

/** Of an instance, or of each of a cluster. */
function insightsKeys(settings: FoundDatabase['settings']): string[] {
  const keys = Object.entries(settings).flatMap(([name, value]) =>
    /(^|\.)performanceInsightsKey$/.test(name) && typeof value === 'string' ? [value] : [],
  );
  return [...new Set(keys)];
}
