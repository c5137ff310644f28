import { GetObjectCommand, GetObjectTaggingCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { Rig } from './rig';

/** Two keys, and whether what was uploaded to them in parts counts. */
export interface OpenUploads {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/**
 * Two uploads in parts that had begun two seconds before the target time; S3 does not tell when they ended. What is
 * included is what was there at the target time, what is excluded is damage.
 */
export async function uploadInParts(rig: Rig): Promise<OpenUploads> {
  const [whole, damaged] = await untouchedDocuments(rig);
  if (whole === undefined || damaged === undefined) throw new Error('The incident has left no two documents.');
  await uploadOver(rig, whole);
  await uploadOver(rig, damaged, 'damage, in parts');
  return { include: [whole], exclude: [damaged] };
}

/** Those with nothing above what they were: what lies above a later entry ended later, too. */
async function untouchedDocuments({ production: { stage, truth } }: Rig): Promise<readonly string[]> {
  const documents = { Bucket: stage.bucket, Prefix: `${stage.prefix}documents/` };
  const { Versions = [] } = await stage.s3.send(new ListObjectVersionsCommand(documents));
  const latest = Versions.filter(({ IsLatest, LastModified }) => IsLatest && LastModified! < truth.targetTime);
  return latest.flatMap(({ Key }) => (Key !== undefined && /^[\x21-\x7e]+$/.test(Key) ? [Key] : []));
}

async function uploadOver({ production: { aws, stage, truth } }: Rig, key: string, body?: string): Promise<void> {
  const object = { Bucket: stage.bucket, Key: key };
  const { Body, ContentType = '', Metadata = {} } = await stage.s3.send(new GetObjectCommand(object));
  const { TagSet = [] } = await stage.s3.send(new GetObjectTaggingCommand(object));
  const metadata = Object.entries(Metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  const version = {
    at: new Date(truth.targetTime.getTime() - 2_000),
    parts: 2,
    body: body ?? Buffer.from((await Body?.transformToByteArray()) ?? []),
    description: { 'content-type': ContentType, ...Object.fromEntries(metadata) },
    tags: Object.fromEntries(TagSet.map(({ Key: name, Value }) => [name, Value])),
  };
  aws.s3.seed(stage.bucket, [{ key, versions: [version] }]);
}
