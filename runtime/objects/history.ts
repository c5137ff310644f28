import type { S3Client } from '@aws-sdk/client-s3';
import { DAYS_THAWED } from '../../domain/arguments/thaw';
import { whyHistoryIsTooShort } from '../../domain/objects/lifecycle-horizon';
import type { PlanCounts } from '../../domain/objects/plan';
import { FIGURES_ARE, sayArchived, sayThaws } from '../../domain/objects/thaw';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Location } from '../../domain/workflow/workflow';
import { bucketHistory } from './bucket-history';
import type { ObjectVersions } from './object-versions';

/** @throws PegasusError `HistoryTooShort` when the bucket's settings let go of what was there at that time */
export async function assertHistoryReachesBack(
  { client, history }: { readonly client: S3Client; readonly history: Pick<ObjectVersions, 'now'> },
  { bucket, prefix }: Location,
  at: number,
): Promise<void> {
  const [settings, now] = await Promise.all([bucketHistory(client, bucket), history.now()]);
  const why = whyHistoryIsTooShort(settings, prefix, at, now);
  if (why !== null) {
    throw new PegasusError(ErrorName.HISTORY_TOO_SHORT, `The history of ${bucket}/${prefix} is too short: ${why}.`);
  }
}

/**
 * @param advice how to have them thawed, a sentence or more
 * @throws PegasusError `ObjectsArchived` when sources have to be thawed before they can be copied
 */
export function assertNothingIsArchived({ archived, archives }: PlanCounts, advice: string): void {
  if (archived === 0) return;
  const thaws = sayThaws(archives ?? {}, DAYS_THAWED).join('; ');
  throw new PegasusError(
    ErrorName.OBJECTS_ARCHIVED,
    `Of what has to be copied, this lies in an archive and cannot be read before it is thawed: ${sayArchived(archives ?? {})}. Thawing takes ${thaws} (${FIGURES_ARE}). ${advice}`,
  );
}
