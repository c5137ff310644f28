import type { S3Client } from '@aws-sdk/client-s3';
import { replicaGaps } from '../../domain/objects/replica';
import type { StateOptions } from '../../domain/objects/state';
import type { Location } from '../../domain/workflow/workflow';
import { bucketReplication } from '../../runtime/objects/bucket-replication';
import { ObjectVersions } from '../../runtime/objects/object-versions';
import { replicaLoss } from '../../runtime/objects/rewind/replica-loss';
import { BadArguments } from '../exit-code';

/**
 * A replica lacks what was never replicated; `--accept-loss` continues anyway.
 * @throws BadArguments naming every gap
 */
export async function assertReplicaKnows(
  client: S3Client,
  { bucket, prefix }: Location,
  replica: string,
  options: StateOptions,
): Promise<void> {
  const gaps = [...replicaGaps(await bucketReplication(client, bucket), replica, prefix)];
  const history = (name: string) => new ObjectVersions(client, { bucket: name, prefix });
  const loss = await replicaLoss(history(bucket), history(replica), options);
  if (loss.missing > 0) gaps.push(`${loss.missing} objects have not arrived there`);
  if (loss.resurrected > 0) gaps.push(`${loss.resurrected} deleted objects would come back`);
  if (gaps.length === 0) return;
  const examples = loss.examples.length === 0 ? '' : ` (${loss.examples.join(', ')})`;
  throw new BadArguments(
    `The replica ${replica} is incomplete: ${gaps.join('; ')}${examples}. Continue with \`--accept-loss\`.`,
  );
}
