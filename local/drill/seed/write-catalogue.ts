import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Client } from 'pg';
import { atOnce } from '../concurrently';
import type { Catalogue, Row } from './catalogue';
import type { ObjectHistory } from './content';

export interface Seeded {
  readonly rows: number;
  readonly keys: number;
  readonly writes: number;
}

/** In bulk; the writes of one key one after the other. */
export async function writeCatalogue(
  catalogue: Catalogue,
  database: Client,
  s3: S3Client,
  bucket: string,
): Promise<Seeded> {
  await atOnce(catalogue.objects, 24, (history) => write(s3, bucket, history));
  let rows = 0;
  for (const [table, content] of catalogue.rows) rows += await insert(database, table, content);
  const writes = catalogue.objects.reduce((sum, history) => sum + history.writes.length, 0);
  return { rows, keys: catalogue.objects.length, writes };
}

async function write(s3: S3Client, bucket: string, { key, writes }: ObjectHistory): Promise<void> {
  for (const content of writes) {
    if (content === null) {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
      continue;
    }
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: content.body,
        ContentType: content.contentType,
        Metadata: content.metadata,
        Tagging: new URLSearchParams(content.tags).toString() || undefined,
      }),
    );
  }
}

/** Columns that the rows do not have keep their defaults. */
async function insert(database: Client, table: string, rows: readonly Row[]): Promise<number> {
  const columns = Object.keys(rows[0] ?? {}).map((column) => database.escapeIdentifier(column));
  const result = await database.query(
    `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  );
  return result.rowCount ?? 0;
}
