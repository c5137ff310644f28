import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { ListedObject, Scope } from './scope';
import { StateError } from './state-error';
import type { VisitTo } from './state-visit';

/** The objects under a prefix, page after page; current objects only, as the reader sees them. */
export async function* listObjects(client: S3Client, bucket: string, prefix?: string): AsyncGenerator<ListedObject> {
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { ETag, Key, LastModified, Size, StorageClass } of page.Contents ?? []) {
      const seconds = LastModified && Math.floor(LastModified.getTime() / 1000);
      yield { Etag: ETag, Key, LastModified: seconds, Size, StorageClass };
    }
  }
}

const Arguments = z.strictObject({ Bucket: z.string().min(1), Prefix: z.string().optional() });

/** @throws StateError `States.ItemReaderFailed` */
export async function readItems(visit: VisitTo<'Map'>): Promise<unknown[]> {
  const { ItemReader } = visit.state;
  const parsed = Arguments.safeParse(await visit.evaluate('ItemReader/Arguments', ItemReader?.Arguments));
  if (!parsed.success) throw new StateError('States.ItemReaderFailed', parsed.error.message);
  const limit = ItemReader?.ReaderConfig?.MaxItems;
  const most =
    limit === undefined ? Number.POSITIVE_INFINITY : await visit.count('ItemReader/ReaderConfig/MaxItems', limit, 1);
  const items = await collect(visit.scope, parsed.data, most);
  if (items.length > 0) return items;
  // What Step Functions does is not documented; nothing may rely on it.
  throw new StateError('States.ItemReaderFailed', `There is nothing below ${parsed.data.Prefix ?? 'the bucket'}.`);
}

async function collect(
  { world }: Scope,
  { Bucket, Prefix }: z.output<typeof Arguments>,
  most: number,
): Promise<unknown[]> {
  const items: unknown[] = [];
  try {
    for await (const item of world.listObjects(Bucket, Prefix)) {
      items.push(item);
      if (items.length >= most) break;
    }
  } catch (error) {
    throw new StateError(
      'States.ItemReaderFailed',
      error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    );
  }
  return items;
}
