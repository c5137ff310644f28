import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { DUMPS_PREFIX, dumpName, isManifest } from '../../domain/database/dump';
import { parseDumpManifest } from '../../runtime/database/dumps';
import type { Remembered } from '../aws/cloudformation/deployment';

/** What the stack's schedule of the daily dump would start. */
export interface DumpOrder {
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly subnets: readonly string[];
  /** Where it is stored. */
  readonly bucket: string;
}

const schedule = z.object({
  Target: z.object({
    Arn: z.string(),
    EcsParameters: z.object({
      TaskDefinitionArn: z.string(),
      NetworkConfiguration: z.object({ AwsvpcConfiguration: z.object({ Subnets: z.array(z.string()) }) }),
    }),
  }),
});

/** Undefined where the database makes no dumps. */
export function dailyDump(
  remembered: readonly Remembered[],
  resources: Readonly<Record<string, string>>,
): DumpOrder | undefined {
  for (const { type, properties } of remembered) {
    const found = type === 'AWS::Scheduler::Schedule' ? schedule.safeParse(properties).data : undefined;
    if (found === undefined) continue;
    const { Arn, EcsParameters } = found.Target;
    const { Subnets: subnets } = EcsParameters.NetworkConfiguration.AwsvpcConfiguration;
    return {
      cluster: Arn,
      taskDefinition: EcsParameters.TaskDefinitionArn,
      subnets,
      bucket: Object.entries(resources).find(([id]) => /SelfManagedDumps[0-9A-F]{8}$/.test(id))![1],
    };
  }
  return undefined;
}

/** The newest dump of a bucket, by its data. */
export async function newestDump(
  s3: S3Client,
  Bucket: string,
): Promise<{ readonly name: string; readonly takenAt: string }> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: DUMPS_PREFIX }));
  const dumps = await Promise.all(
    Contents.flatMap(({ Key = '' }) => (isManifest(Key) ? [Key] : [])).map(async (Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const { key, facts } = parseDumpManifest(JSON.parse(await Body!.transformToString()));
      return { name: dumpName(key), takenAt: facts.takenAt };
    }),
  );
  const [newest] = dumps.sort((a, b) => (a.takenAt < b.takenAt ? 1 : -1));
  if (newest === undefined) throw new Error(`There is no dump in ${Bucket}.`);
  return newest;
}
