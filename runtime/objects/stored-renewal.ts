import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { type LockRenewal, RENEWAL_KEYS } from '../../domain/objects/lock-renewal';

const counted = z.number().int().min(0);
const time = z.iso.datetime();
const lockRenewal: z.ZodType<LockRenewal> = z.object({
  version: z.literal(1),
  execution: z.string(),
  begunAt: time,
  endedAt: time.optional(),
  after: z.string().optional(),
  expected: counted,
  locked: counted,
  renewed: counted,
  failed: counted,
  sample: z.array(z.object({ key: z.string(), versionId: z.string(), until: time })),
});

/** Undefined where there was none, or what lies there is none of ours. */
export async function readRenewal(
  client: S3Client,
  bucket: string,
  which: keyof typeof RENEWAL_KEYS,
): Promise<LockRenewal | undefined> {
  try {
    const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: RENEWAL_KEYS[which] }));
    return lockRenewal.safeParse(JSON.parse(await found.Body!.transformToString('utf-8'))).data;
  } catch (error) {
    if (error instanceof NoSuchKey || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Under S3's own key: the account whose copies these are may read it, and has no right to the key of the bucket. */
export async function writeRenewal(client: S3Client, bucket: string, renewal: LockRenewal): Promise<void> {
  await client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: RENEWAL_KEYS[renewal.endedAt === undefined ? 'begun' : 'ended'],
      Body: JSON.stringify(renewal),
      ContentType: 'application/json',
      ServerSideEncryption: 'AES256',
    }),
  );
}
