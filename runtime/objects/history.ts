import type { S3Client } from '@aws-sdk/client-s3';
import { whyHistoryIsTooShort } from '../../domain/objects/lifecycle-horizon';
import type { PlanCounts } from '../../domain/objects/plan';
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

/** @throws PegasusError `ObjectsArchived` when sources have to be thawed before they can be copied */
export function assertNothingIsArchived({ archived, bytesArchived }: PlanCounts): void {
  if (archived === 0) return;
  throw new PegasusError(
    ErrorName.OBJECTS_ARCHIVED,
    `${archived} objects to copy (${bytesArchived} bytes) lie in an archive: thaw them first, which takes 3 to 5 hours from GLACIER and the archive tier of INTELLIGENT_TIERING, and 12 from DEEP_ARCHIVE and the deep archive tier (\`pegasus-backup rewind --thaw 7\`), then start again.`,
  );
}
