import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { Location } from '../../../domain/workflow/workflow';
import type { EvidenceStore } from '../../evidence/evidence-store';
import { CLOCK, type Clock } from '../../execution/clock';
import { once } from '../../execution/memoize';
import { jitter, retry } from '../../execution/retry';
import { lateClasses } from '../bucket-history';
import { ObjectComparer } from '../object-comparer';
import { ObjectCopier } from '../object-copy';
import { ObjectVersions } from '../object-versions';
import { Objects } from '../objects';
import { isPassing } from '../s3-errors';
import { AdaptiveLimit } from './adaptive-limit';
import type { ApplyWorld } from './apply-actions';
import type { TierOf } from './archived-sources';
import { type IsSame, inPlace, type Walk } from './decide-keys';
import { sideBySide } from './out-of-place';
import { patiently, TRIES } from './retry';
import { ConditionalWriter } from './writer';

/** Requests at once where nothing else is said; S3 takes 3,500 writes per second and prefix, a copy some 50 ms. */
export const DEFAULT_CONCURRENCY = 64;
/** Listers at once: listing waits for the store most of the time. */
export const LISTERS = 8;

export interface EngineOptions {
  readonly evidence: EvidenceStore;
  /** Where the history is read. */
  readonly source: Location;
  /** Where the state at T is written. @default - in place */
  readonly into?: Location;
  /** The source is a replica of `into`: what did not exist at T is marked there too. */
  readonly fromReplica?: boolean;
  /** Writes at once, and as many reads. @default DEFAULT_CONCURRENCY */
  readonly concurrency?: number;
  /** @default 1000 */
  readonly pageSize?: number;
  /** Between tries; tests do not wait. @default CLOCK */
  readonly clock?: Pick<Clock, 'sleep'>;
  /** What one copy request carries, and one part of it; S3's own limits unless a test says otherwise. */
  readonly copyLimits?: { readonly copy: number; readonly part?: number };
}

/** One engine, three callers: the state machine's handlers, the drill, the command line. */
export interface Engine extends ApplyWorld {
  readonly client: S3Client;
  readonly source: Location;
  /** Where it writes; the source, in place. */
  readonly into: Location;
  readonly evidence: EvidenceStore;
  readonly history: ObjectVersions;
  readonly walk: Walk;
  readonly isSame: IsSame;
  readonly tierOf: TierOf;
  /** Whether what is written keeps the ACL of its source: both buckets allow ACLs. @throws AclUnreadable */
  readonly keepsAcls: () => Promise<boolean>;
  /** See StateOptions. */
  readonly lateClasses: () => Promise<readonly string[]>;
}

export function rewindEngine(client: S3Client, options: EngineOptions): Engine {
  const { evidence, source, into, copyLimits, pageSize } = options;
  const from = new Objects(client, source.bucket, options.fromReplica);
  const target = into === undefined ? from : new Objects(client, into.bucket);
  const { concurrency = DEFAULT_CONCURRENCY, clock = CLOCK } = options;
  // Asked once, and beside the limit: it is asked by what runs within it.
  const keepsAcls = once(() =>
    retry(() => bothAllowAcls(from, target), { tries: TRIES, pause: jitter, passes: isPassing, clock }),
  );
  const comparer = new ObjectComparer(from, target, keepsAcls);
  const limit = new AdaptiveLimit(concurrency);
  const patient = patiently(new AdaptiveLimit(concurrency), clock);
  const versions = (location: Location) => new ObjectVersions(client, location, pageSize, patient);
  const history = versions(source);
  const mapping = { from: source.prefix, into: into?.prefix ?? source.prefix };
  return {
    client,
    source,
    into: into ?? source,
    evidence,
    history,
    walk: into === undefined ? inPlace(history) : sideBySide(history, versions(into), mapping, options.fromReplica),
    isSame: (wanted, current) => patient(() => comparer.isSame(wanted, current)),
    keepsAcls,
    tierOf: ({ key, versionId }) => patient(() => from.archiveTier(key, versionId)),
    lateClasses: () => patient(() => lateClasses(client, source)),
    target,
    writer: new ConditionalWriter(target, new ObjectCopier(from, target, keepsAcls, copyLimits)),
    comparer,
    limit,
    clock,
    patiently: patient,
  };
}

async function bothAllowAcls(from: Objects, target: Objects): Promise<boolean> {
  return (await from.allowsAcls()) && (from === target || (await target.allowsAcls()));
}

/** An S3 client with enough connections, and patience of its own below the engine's. */
export function storeClient(config: S3ClientConfig = {}, concurrency = DEFAULT_CONCURRENCY): S3Client {
  const sockets = { keepAlive: true, maxSockets: 2 * concurrency + 16 };
  return new S3Client({
    maxAttempts: 3,
    requestHandler: { httpAgent: sockets, httpsAgent: sockets, connectionTimeout: 5_000 },
    ...config,
  });
}
