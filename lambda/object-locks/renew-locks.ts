import type { S3Client } from '@aws-sdk/client-s3';
import type { LockRenewal } from '../../domain/objects/lock-renewal';
import type { LockRenewalWorkflow, LocksRenewed } from '../../domain/objects/lock-renewal-workflow';
import { seconds } from '../../domain/request/target-time';
import { CLOCK } from '../../runtime/execution/clock';
import { timeLeft } from '../../runtime/execution/lambda-context';
import { loggerOf } from '../../runtime/execution/logger';
import { ObjectLocks } from '../../runtime/objects/object-locks';
import { ObjectVersions } from '../../runtime/objects/object-versions';
import { renewLocks } from '../../runtime/objects/renew-locks';
import { AdaptiveLimit } from '../../runtime/objects/rewind/adaptive-limit';
import { DEFAULT_CONCURRENCY, storeClient } from '../../runtime/objects/rewind/engine';
import { patiently } from '../../runtime/objects/rewind/retry';
import { readRenewal, writeRenewal } from '../../runtime/objects/stored-renewal';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface RenewLocksEnvironment {
  readonly LOCKED_BUCKET: string;
  readonly OBJECT_HISTORY_DAYS: string;
}

/**
 * RenewLocks, called again while it is not complete: a lock begins with the write and would end while the object is
 * still the current one. How far it came lies in the bucket itself, which may be the only thing of ours in its account.
 */
export const handler = stepHandler<Pick<LockRenewalWorkflow, 'execution'>, LocksRenewed>(
  'RenewLocks',
  ({ execution }, context) => {
    const { LOCKED_BUCKET: bucket, OBJECT_HISTORY_DAYS } = environment<RenewLocksEnvironment>({
      LOCKED_BUCKET: 'required',
      OBJECT_HISTORY_DAYS: 'required',
    });
    return renewLocksOf(storeClient({ followRegionRedirects: true }), {
      bucket,
      historyDays: Number(OBJECT_HISTORY_DAYS),
      execution: execution.name,
      hasTime: () => timeLeft(context, 'ending') > 0,
    });
  },
);

export interface LockedCopy {
  readonly bucket: string;
  readonly historyDays: number;
  readonly execution: string;
  readonly hasTime: () => boolean;
  /** See RenewLocksWorld. */
  readonly atOnce?: number;
  /** Milliseconds. @default - the store's clock */
  readonly now?: number;
}

/** @throws Error when the bucket does not lock by itself what is written to it */
export async function renewLocksOf(client: S3Client, copy: LockedCopy): Promise<LocksRenewed> {
  const { bucket, historyDays, execution, hasTime } = copy;
  const patient = patiently(new AdaptiveLimit(DEFAULT_CONCURRENCY), CLOCK);
  const locks = new ObjectLocks(client, bucket);
  const versions = new ObjectVersions(client, { bucket, prefix: '' }, undefined, patient);
  const byDefault = await locks.byDefault();
  if (byDefault === undefined) {
    throw new Error(
      `${bucket} has no default retention: nothing that is written to it is locked. Deploy its stack again, or set one (\`aws s3api put-object-lock-configuration\`).`,
    );
  }
  const logger = loggerOf('RenewLocks');
  const now = copy.now ?? (await versions.now());
  const begun = (await progress(client, bucket, execution)) ?? beginning(execution, now);
  const so = await renewLocks(
    {
      historyDays,
      atOnce: copy.atOnce,
      mode: byDefault.mode,
      now,
      entries: (after) => versions.pages({ after }),
      lockOf: (key, versionId) => patient(() => locks.of(key, versionId)),
      extend: (key, versionId, lock) => patient(() => locks.extend(key, versionId, lock)),
      lot: Math.random,
      hasTime,
      failed: ({ name }) => logger.warn('a lock could not be renewed', { reason: name }),
    },
    begun,
  );
  await writeRenewal(client, bucket, so);
  const { expected, locked, renewed, failed } = so;
  return { complete: so.endedAt !== undefined, expected, locked, renewed, failed };
}

const beginning = (execution: string, now: number): LockRenewal => ({
  version: 1,
  execution,
  begunAt: seconds(now),
  expected: 0,
  locked: 0,
  renewed: 0,
  failed: 0,
  sample: [],
});

/** Of this execution only: another one's is begun anew. */
async function progress(client: S3Client, bucket: string, execution: string): Promise<LockRenewal | undefined> {
  const found = await readRenewal(client, bucket, 'begun');
  return found?.execution === execution ? found : undefined;
}
