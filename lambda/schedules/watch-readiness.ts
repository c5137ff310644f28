import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Client } from 'pg';
import * as z from 'zod';
import { DATABASE } from '../../domain/readiness/network';
import { READINESS_KEY, type ReadinessReport, readinessReport } from '../../domain/readiness/readiness';
import { VERIFIED_KEY } from '../../domain/readiness/verified-restore';
import { parseReferences } from '../../domain/references/references';
import { heartbeatKey, parseHeartbeat } from '../../domain/workflow/heartbeat';
import { Application, type ApplicationVariables } from '../../runtime/checks/application';
import { type CutOverEnvironment, connectCutOver } from '../../runtime/cut-over/connect';
import { DATABASE_VARIABLES, type DatabaseEnvironment } from '../../runtime/database/connect';
import { HeartbeatRows } from '../../runtime/database/heartbeat-rows';
import { connect } from '../../runtime/database/postgres';
import { RestoredRows } from '../../runtime/database/restored-rows';
import { bucketConsumers } from '../../runtime/events/bucket-consumers';
import { Evidence } from '../../runtime/evidence/evidence';
import { IMPATIENT } from '../../runtime/execution/fail-fast-client';
import { once } from '../../runtime/execution/memoize';
import { Secrets } from '../../runtime/execution/secrets';
import { ObjectReader } from '../../runtime/objects/object-reader';
import { replicationSample } from '../../runtime/objects/replication-status';
import { databaseQuotas, functionQuotas } from '../../runtime/readiness/account-quotas';
import { askApplication } from '../../runtime/readiness/application';
import { copyStore, parseCopy, parseKept, policyOf, vaultStore } from '../../runtime/readiness/aws-defences';
import { askKey, bucketStore, databaseStore, parseUsableKeys } from '../../runtime/readiness/aws-stores';
import { checkDefences, type DefencesWorld } from '../../runtime/readiness/defences';
import { reach, serviceTarget } from '../../runtime/readiness/network';
import { checkOperation, type OperationWorld } from '../../runtime/readiness/operation';
import { ReadinessMetrics } from '../../runtime/readiness/readiness-metrics';
import { parseRestoreCalls, simulate } from '../../runtime/readiness/role-simulation';
import { checkStores, type DatabaseStore, type StoresWorld } from '../../runtime/readiness/stores';
import { findTopic } from '../../runtime/readiness/topic';
import { Baselines } from '../../runtime/references/baselines';
import { ReferenceRows } from '../../runtime/references/reference-rows';
import type { TrafficEnvironment } from '../../runtime/traffic/switches/connect';
import { parseSwitches } from '../../runtime/traffic/switches/switch-specs';
import { TrafficParameter } from '../../runtime/traffic/traffic-parameter';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface WatchReadinessEnvironment
  extends DatabaseEnvironment,
    CutOverEnvironment,
    TrafficEnvironment,
    ApplicationVariables {
  /** Value of the metrics' one dimension. */
  readonly PAIR: string;
  readonly EVIDENCE_BUCKET: string;
  readonly PROTECTED_BUCKET: string;
  readonly OBJECT_PREFIX?: string;
  readonly OBJECT_HISTORY_DAYS: string;
  /** `wanted` | `none` */
  readonly REPLICATION: string;
  readonly DATABASE_IDENTIFIER: string;
  readonly DATABASE_SECRET_ARN: string;
  readonly REFERENCES: string;
  readonly RETENTION_DAYS: string;
  readonly VERIFIED_WITHIN_DAYS: string;
  /** JSON: where the objects are copied to. */
  readonly BACKUP_BUCKET?: string;
  /** JSON: `KeptBuckets`. */
  readonly KEPT_BUCKETS?: string;
  /** Name. */
  readonly SNAPSHOT_VAULT?: string;
  /** JSON: ARNs. */
  readonly WANTED_EVENT_CONSUMERS: string;
  /** JSON: ARNs of keys by what is encrypted with them. */
  readonly USABLE_KEYS: string;
  readonly NOTIFICATION_TOPIC_ARN: string;
  /** ARN. */
  readonly NOTIFICATION_KEY?: string;
  /** JSON: the services that handlers call from inside a VPC, as their endpoints are named. */
  readonly CALLED_SERVICES: string;
  /** Concurrent functions that low traffic reserves. */
  readonly RESERVED_IN_LOW_TRAFFIC: string;
  /** JSON: `RestoreCalls[]`. */
  readonly RESTORE_CALLS: string;
}

export interface WatchReadinessWorld extends StoresWorld, OperationWorld, DefencesWorld {
  readonly database: DatabaseStore;
  readonly now: number;
  readonly metrics: Pick<ReadinessMetrics, 'publish'>;
  readonly evidence: Pick<Evidence, 'putJson'>;
}

/**
 * Every quarter of an hour: could both stores be restored now? One metric for each check, and the whole of it in
 * `readiness/latest.json`. Changes nothing. Metrics come first: an evidence bucket that cannot be written must not also
 * silence them.
 */
export async function watchReadiness(world: WatchReadinessWorld): Promise<ReadinessReport> {
  const checks = [...(await checkStores(world)), ...(await checkDefences(world)), ...(await checkOperation(world))];
  const report = readinessReport(new Date(world.now).toISOString(), checks);
  world.metrics.publish(report, await recoveryPointAge(world));
  await world.evidence.putJson(READINESS_KEY, report);
  return report;
}

async function recoveryPointAge({ database, now }: WatchReadinessWorld): Promise<number | undefined> {
  const latest = await latestRecoveryPoint(database).catch(() => undefined);
  return latest === undefined ? undefined : Math.max(0, Math.round((now - Date.parse(latest)) / 1000));
}

async function latestRecoveryPoint(database: DatabaseStore): Promise<string | undefined> {
  if (!database.snapshotsOnly) return (await database.describe()).latestRestorableTime;
  const dumps = (await database.snapshots()).filter(({ status }) => status === 'available');
  return dumps
    .flatMap(({ databaseTime }) => databaseTime ?? [])
    .sort()
    .at(-1);
}

const texts = z.array(z.string());
const verifiedRun = z.object({ runId: z.string(), mode: z.string(), finishedAt: z.iso.datetime() });

export const handler = stepHandler<unknown, ReadinessReport>('WatchReadiness', () => {
  const variables = environment<WatchReadinessEnvironment>({
    ...DATABASE_VARIABLES,
    PAIR: 'required',
    EVIDENCE_BUCKET: 'required',
    PROTECTED_BUCKET: 'required',
    OBJECT_PREFIX: 'optional',
    OBJECT_HISTORY_DAYS: 'required',
    REPLICATION: 'required',
    DATABASE_IDENTIFIER: 'required',
    DATABASE_SECRET_ARN: 'required',
    CUT_OVER: 'required',
    REFERENCES: 'required',
    RETENTION_DAYS: 'required',
    VERIFIED_WITHIN_DAYS: 'required',
    BACKUP_BUCKET: 'optional',
    KEPT_BUCKETS: 'optional',
    SNAPSHOT_VAULT: 'optional',
    TRAFFIC_PARAMETER: 'required',
    SWITCHES: 'required',
    WANTED_EVENT_CONSUMERS: 'required',
    USABLE_KEYS: 'required',
    NOTIFICATION_TOPIC_ARN: 'required',
    NOTIFICATION_KEY: 'optional',
    APPLICATION_URL: 'required',
    ALLOW_PRIVATE_ADDRESSES: 'optional',
    WRITE_TOKEN_SECRET_ARN: 'optional',
    CALLED_SERVICES: 'required',
    RESERVED_IN_LOW_TRAFFIC: 'required',
    RESTORE_CALLS: 'required',
  });
  return watchReadiness(worldOf(variables));
});

export function worldOf(variables: WatchReadinessEnvironment): WatchReadinessWorld {
  const { PROTECTED_BUCKET: bucket, OBJECT_PREFIX: prefix = '', DATABASE_IDENTIFIER: identifier } = variables;
  const s3 = new S3Client(IMPATIENT);
  const secrets = new Secrets(new SecretsManagerClient(IMPATIENT));
  const evidence = new Evidence(s3, variables.EVIDENCE_BUCKET);
  const copyWanted = variables.REPLICATION === 'wanted';
  const database = databaseStore({
    environment: variables,
    identifier,
    retentionDays: Number(variables.RETENTION_DAYS),
  });
  const copy = variables.BACKUP_BUCKET === undefined ? undefined : parseCopy(variables.BACKUP_BUCKET);
  const vault =
    variables.SNAPSHOT_VAULT === undefined
      ? undefined
      : vaultStore(variables.SNAPSHOT_VAULT, Number(variables.RETENTION_DAYS));
  const way = connectCutOver(variables.CUT_OVER, undefined, IMPATIENT);
  const usedAddress = once(() => way.endpoint());
  /** The database that the application uses, in a session that cannot write. */
  const asked = async <T>(ask: (client: Client) => Promise<T>): Promise<T> => {
    const { host, port, database: name } = await usedAddress();
    const described = host === undefined ? await database.describe() : { host, port, databaseName: undefined };
    const { databaseName } = described;
    const endpoint = { host: described.host, port: described.port, database: name, databaseName };
    const target = { secretArn: variables.DATABASE_SECRET_ARN, ...endpoint };
    const client = await connect({ ...target, readOnly: true, statementTimeoutMilliseconds: 10_000 }, secrets);
    try {
      return await ask(client);
    } finally {
      await client.end();
    }
  };
  return {
    now: Date.now(),
    databaseIdentifier: identifier,
    verifiedWithinDays: Number(variables.VERIFIED_WITHIN_DAYS),
    copyWanted,
    database,
    bucket: bucketStore({ bucket, prefix, copyWanted, historyDays: Number(variables.OBJECT_HISTORY_DAYS) }),
    key: askKey,
    usableKeys: parseUsableKeys(variables.USABLE_KEYS),
    furtherKeys: async () => ({ copy: copy?.key, vault: (await vault?.describe())?.key }),
    copy: copy && copyStore(copy),
    kept: variables.KEPT_BUCKETS === undefined ? undefined : parseKept(variables.KEPT_BUCKETS),
    policyOf,
    vault,
    roleDecisions: async () => {
      const iam = new IAMClient(IMPATIENT);
      const calls = parseRestoreCalls(variables.RESTORE_CALLS);
      return (await Promise.all(calls.map((call) => simulate(iam, call)))).flat();
    },
    quotas: async () => [
      ...(await functionQuotas(new LambdaClient(IMPATIENT), Number(variables.RESERVED_IN_LOW_TRAFFIC))),
      ...(await databaseQuotas(new RDSClient(IMPATIENT), variables.DATABASE_KIND)),
    ],
    describedAddress: database.describe,
    usedAddress,
    unfitCutOver: () => way.unfit(),
    application: async () =>
      askApplication(await Application.connect(variables, secrets), variables.WRITE_TOKEN_SECRET_ARN !== undefined),
    reached: async () => {
      // Where it is not known, other checks say so.
      const addresses = await Promise.allSettled([database.describe(), usedAddress()]);
      const known = addresses.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const databases = new Map(known.map(({ host, port }) => [`${host}:${port}`, { what: DATABASE, host, port }]));
      const targets = [...databases.values()].flatMap(({ what, host, port }) =>
        host === undefined || port === undefined ? [] : [{ what, host, port }],
      );
      const services = texts.parse(JSON.parse(variables.CALLED_SERVICES));
      return await Promise.all([...targets, ...services.map((name) => serviceTarget(name))].map((one) => reach(one)));
    },
    replicationSample: (before) => replicationSample(s3, { bucket, key: heartbeatKey(prefix), before }),
    bucketEvents: {
      protectedLocation: { bucket, prefix },
      switches: parseSwitches(variables.SWITCHES),
      wanted: texts.parse(JSON.parse(variables.WANTED_EVENT_CONSUMERS)),
    },
    consumers: () => bucketConsumers(s3, bucket),
    traffic: once(
      async () => (await new TrafficParameter(new SSMClient(IMPATIENT), variables.TRAFFIC_PARAMETER).read()).mode,
    ),
    heartbeatRow: () =>
      asked(async (client) => {
        const newest = await new RestoredRows(client).newestHeartbeat();
        return { newest, now: Date.parse(await new HeartbeatRows(client).now()) };
      }),
    references: () =>
      asked(async (client) => {
        const references = parseReferences(variables.REFERENCES);
        const { found, missing, unreadable } = await new ReferenceRows(client).discover(references);
        return { found: found.length, problems: [...missing, ...unreadable] };
      }),
    heartbeatObject: async () => parseHeartbeat(await new ObjectReader(s3, bucket).json(heartbeatKey(prefix))),
    newestBaseline: () => new Baselines(evidence).newest(identifier),
    topic: { arn: variables.NOTIFICATION_TOPIC_ARN, key: variables.NOTIFICATION_KEY },
    foundTopic: () => findTopic(variables.NOTIFICATION_TOPIC_ARN),
    verifiedRun: () => evidence.getJson(VERIFIED_KEY, (value) => verifiedRun.parse(value)),
    metrics: new ReadinessMetrics(variables.PAIR),
    evidence,
  };
}
