import type { EventConsumer } from '../../domain/events/consumers';
import { ACCOUNT_QUOTAS, accountQuotas, type Quota } from '../../domain/readiness/account-quotas';
import {
  APPLICATION_ANSWERS,
  type ApplicationSeen,
  applicationAnswers,
  notAsked,
} from '../../domain/readiness/application-answers';
import { baselineAge, REFERENCE_BASELINE, type ReferencesSeen } from '../../domain/readiness/baseline-age';
import { BUCKET_EVENTS, type BucketEventsFacts, bucketEvents } from '../../domain/readiness/bucket-events';
import { CUT_OVER, cutOver } from '../../domain/readiness/cut-over';
import { type Address, DATABASE_IN_USE, databaseInUse } from '../../domain/readiness/database-in-use';
import type { KeyFound } from '../../domain/readiness/encryption-keys';
import { BUCKET_HEARTBEAT, DATABASE_HEARTBEAT, heartbeatAge } from '../../domain/readiness/heartbeat-age';
import { NETWORK, network, type Tried } from '../../domain/readiness/network';
import { type FoundTopic, NOTIFICATIONS, notifications } from '../../domain/readiness/notifications';
import {
  REPLICATION_LAG,
  REPLICATION_LAG_LIMIT_SECONDS,
  type ReplicationSample,
  replicationLag,
} from '../../domain/readiness/replication-lag';
import { RESTORE_ROLES, type RoleDecision, restoreRoles } from '../../domain/readiness/restore-roles';
import { VERIFIED_RESTORE, type VerifiedRun, verifiedRestore } from '../../domain/readiness/verified-restore';
import type { Baseline } from '../../domain/references/baseline';
import type { Heartbeat } from '../../domain/workflow/heartbeat';
import type { CheckResult, TrafficMode } from '../../domain/workflow/workflow';
import { carryOut } from '../checks/run-check';
import { behindAlias } from './encryption-keys';

export interface OperationWorld {
  readonly databaseIdentifier: string;
  readonly verifiedWithinDays: number;
  readonly copyWanted: boolean;
  /** Milliseconds. */
  readonly now: number;
  roleDecisions(): Promise<readonly RoleDecision[]>;
  quotas(): Promise<readonly Quota[]>;
  /** Where RDS says that the protected database is. */
  describedAddress(): Promise<Address>;
  /** Where the application's secret says that its database is. */
  usedAddress(): Promise<Address>;
  /** Why the cut-over could not be carried out. */
  unfitCutOver(): Promise<string | undefined>;
  /** What the application answers to the calls of a restore. */
  application(): Promise<ApplicationSeen>;
  /** The database, and the services that handlers call from inside a network. */
  reached(): Promise<readonly Tried[]>;
  /** The newest version of the heartbeat object that was written at `before` or earlier. */
  replicationSample(before: number): Promise<ReplicationSample | undefined>;
  readonly bucketEvents: Omit<BucketEventsFacts, 'consumers'>;
  /** Whom the protected bucket tells of its events. */
  consumers(): Promise<readonly EventConsumer[]>;
  traffic(): Promise<TrafficMode>;
  /** The newest row, and the database's clock in milliseconds. */
  heartbeatRow(): Promise<{ readonly newest: Heartbeat | undefined; readonly now: number }>;
  heartbeatObject(): Promise<Heartbeat | undefined>;
  newestBaseline(): Promise<Baseline | undefined>;
  references(): Promise<ReferencesSeen>;
  /** Where restores are told; `key` is the one that the handlers may use. */
  readonly topic: { readonly arn: string; readonly key?: string };
  foundTopic(): Promise<FoundTopic | undefined>;
  key(key: string): Promise<KeyFound>;
  verifiedRun(): Promise<VerifiedRun | undefined>;
}

/** What only shows while the backup is in operation; at its first deployment there is nothing to see yet. */
export async function checkOperation(world: OperationWorld): Promise<readonly CheckResult[]> {
  const { now, copyWanted } = world;
  return [
    await carryOut(RESTORE_ROLES, async () => restoreRoles(await world.roleDecisions())),
    await carryOut(ACCOUNT_QUOTAS, async () => accountQuotas(await world.quotas())),
    await carryOut(DATABASE_IN_USE, async () =>
      databaseInUse(world.databaseIdentifier, await world.describedAddress(), await world.usedAddress()),
    ),
    await carryOut(CUT_OVER, async () => cutOver(await world.unfitCutOver())),
    await carryOut(APPLICATION_ANSWERS, async () => {
      const traffic = await world.traffic();
      return traffic === 'open' ? applicationAnswers(await world.application()) : notAsked(traffic);
    }),
    await carryOut(NETWORK, async () => network(await world.reached())),
    await carryOut(REPLICATION_LAG, async () => {
      const before = now - REPLICATION_LAG_LIMIT_SECONDS * 1000;
      return replicationLag(copyWanted ? await world.replicationSample(before) : undefined, copyWanted, now);
    }),
    await carryOut(BUCKET_EVENTS, async () =>
      bucketEvents({ ...world.bucketEvents, consumers: await world.consumers() }),
    ),
    await carryOut(DATABASE_HEARTBEAT, async () => {
      const row = await world.heartbeatRow();
      return heartbeatAge(DATABASE_HEARTBEAT, {
        traffic: await world.traffic(),
        writtenAt: row.newest?.writtenAt,
        now: row.now,
      });
    }),
    await carryOut(BUCKET_HEARTBEAT, async () =>
      heartbeatAge(BUCKET_HEARTBEAT, {
        traffic: await world.traffic(),
        writtenAt: (await world.heartbeatObject())?.writtenAt,
        now,
      }),
    ),
    await carryOut(REFERENCE_BASELINE, async () =>
      baselineAge(await world.newestBaseline(), now, await world.references()),
    ),
    await carryOut(NOTIFICATIONS, async () => {
      const { arn, key } = world.topic;
      return notifications(arn, await world.foundTopic(), key && (await behindAlias(world.key, key)));
    }),
    await carryOut(VERIFIED_RESTORE, async () =>
      verifiedRestore(await world.verifiedRun(), world.verifiedWithinDays, now),
    ),
  ];
}
