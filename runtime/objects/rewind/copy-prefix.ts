import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { datedPrefix, manifestKey, timedPrefix } from '../../../domain/objects/object-copy-workflow';
import { seconds } from '../../../domain/request/target-time';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import type { Location } from '../../../domain/workflow/workflow';
import { firstOf } from '../../execution/first-of';

/**
 * Where a copy run writes: below the date, or, where an earlier run has begun there, below date and time. Two runs never
 * share a prefix: what is deleted between them would be in both, and be in neither manifest.
 * @throws InvalidRequest when that prefix is taken, too
 */
export async function ownPrefix(client: S3Client, { bucket, prefix }: Location, now: number): Promise<Location> {
  for (const own of [datedPrefix(prefix, now), timedPrefix(prefix, now)]) {
    if (!(await isTaken(client, { bucket, prefix: own }))) return { bucket, prefix: own };
  }
  throw new PegasusError(
    ErrorName.INVALID_REQUEST,
    `s3://${bucket}/${timedPrefix(prefix, now)} is taken by another copy of ${seconds(now)}: wait a second, then start again.`,
  );
}

/** Something lies below the prefix, or a manifest beside it says that an object copy does. */
async function isTaken(client: S3Client, { bucket, prefix }: Location): Promise<boolean> {
  const found = await Promise.all(
    [prefix, manifestKey(prefix)].map((begin) =>
      firstOf(
        paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: begin, MaxKeys: 1 }),
        ({ Contents }) => Contents,
      ),
    ),
  );
  return found.some((object) => object !== undefined);
}
