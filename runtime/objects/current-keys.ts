import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Location } from '../../domain/workflow/workflow';

/** Every key that has an object now, in the order of S3, which is UTF-8 binary; one page is in memory at a time. */
export async function* currentKeys(client: S3Client, { bucket, prefix }: Location): AsyncGenerator<{ key: string }> {
  const input = { Bucket: bucket, Prefix: prefix, EncodingType: 'url' as const };
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, input)) {
    for (const { Key = '' } of Contents) yield { key: decodeURIComponent(Key.replaceAll('+', ' ')) };
  }
}
