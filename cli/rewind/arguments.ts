import type { S3Client } from '@aws-sdk/client-s3';
import type { Location } from '../../domain/workflow/workflow';
import { storeClient } from '../../runtime/objects/rewind/engine';
import { BadArguments } from '../exit-code';
import type { NamedKeysArguments } from './named-keys';
import type { OverwriteArguments } from './overwrite';

export interface RewindArguments extends OverwriteArguments, NamedKeysArguments {
  readonly bucket: string;
  readonly prefix: string;
  readonly to?: string;
  readonly undo?: string;
  /** Of the run to undo. */
  readonly attempt?: number;
  readonly into?: string;
  /** Bucket. */
  readonly fromReplica?: string;
  readonly acceptLoss: boolean;
  readonly dryRun: boolean;
  /** Days. */
  readonly thaw?: number;
  /** Hours. */
  readonly multipartWindow: number;
  readonly deep: 'sample' | 'properties' | 'bytes';
  readonly concurrency: number;
  readonly listers: number;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly evidenceBucket?: string;
  readonly evidence: string;
}

export type StoreArguments = Pick<RewindArguments, 'endpointUrl' | 'region' | 'concurrency'>;

export function clientOf({ endpointUrl, region, concurrency }: StoreArguments): S3Client {
  const store = {
    ...(endpointUrl !== undefined && { endpoint: endpointUrl, forcePathStyle: true }),
    ...(region !== undefined && { region }),
  };
  return storeClient(store, concurrency);
}

/** @param option for the message */
export function locationOf(text: string, option: string): Location {
  const parts = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(text);
  if (parts === null) throw new BadArguments(`\`${option} ${text}\` is not a location: give s3://bucket/prefix.`);
  return { bucket: parts[1]!, prefix: parts[2] ?? '' };
}

/** Copying a prefix into itself would never end, or copy copies. */
export function assertApart(source: Location, into: Location): void {
  const within = into.prefix.startsWith(source.prefix) || source.prefix.startsWith(into.prefix);
  if (into.bucket !== source.bucket || !within) return;
  throw new BadArguments(
    `s3://${into.bucket}/${into.prefix} and s3://${source.bucket}/${source.prefix} overlap: choose another prefix.`,
  );
}
