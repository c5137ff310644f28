import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** Every line of a run's data-loss ledger: `changed public.lectures lecture-00001`, `object pegasus/exports/late-0.md`. */
export async function readDataLoss(s3: S3Client, bucket: string, run: string): Promise<ReadonlyMap<string, string>> {
  const folder = `data-loss/${run}/`;
  const lines = new Map<string, string>();
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: folder })) {
    for (const { Key } of page.Contents ?? []) {
      if (!Key?.endsWith('.jsonl')) continue;
      const table = Key.slice(folder.length, Key.lastIndexOf('/'));
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      for (const line of ((await Body?.transformToString()) ?? '').trim().split('\n')) {
        const { key, change } = JSON.parse(line);
        lines.set(table === 'objects' ? `object ${key}` : `${change} ${table} ${key.join('/')}`, '');
      }
    }
  }
  return lines;
}
