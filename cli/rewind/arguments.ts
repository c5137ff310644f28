import type { S3Client } from '@aws-sdk/client-s3';
import type { Location, Thaw } from '../../domain/workflow/workflow';
import { storeClient } from '../../runtime/objects/rewind/engine';
import { BadArguments } from '../exit-code';
import { NamedKeys, type NamedKeysArguments } from './named-keys';
import type { OverwriteArguments } from './overwrite';

export interface RewindArguments extends OverwriteArguments, NamedKeysArguments {
  readonly bucket: string;
  readonly prefix: string;
  /** Whole seconds UTC. */
  readonly to?: string;
  readonly undo?: string;
  /** Of the run to undo. */
  readonly attempt?: number;
  readonly into?: Location;
  /** Bucket. */
  readonly fromReplica?: string;
  readonly acceptLoss: boolean;
  readonly allowEmpty: boolean;
  readonly dryRun: boolean;
  readonly thaw?: Thaw;
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

/** As it is typed: a bucket may bring its prefix. */
export interface GivenRewindArguments extends Omit<RewindArguments, keyof Location> {
  readonly bucket: { readonly bucket: string; readonly prefix?: string };
  readonly prefix?: string;
}

export function rewindArguments({ bucket, prefix, ...options }: GivenRewindArguments): RewindArguments {
  if (options.attempt !== undefined && options.undo === undefined) {
    throw new BadArguments('`--attempt` says which attempt to undo: add `--undo RUN`, or remove it.');
  }
  if (options.acceptLoss && options.fromReplica === undefined) {
    throw new BadArguments('`--accept-loss` is about a replica: add `--from-replica BUCKET`, or remove it.');
  }
  if (options.to === undefined && options.undo === undefined) {
    throw new BadArguments('Give `--to TIME`, or `--undo RUN`.');
  }
  // Refuses what is named twice.
  new NamedKeys(options);
  const given = { ...options, ...locationGiven(bucket, prefix) };
  if (given.fromReplica === given.bucket) {
    throw new BadArguments('`--from-replica` and `--bucket` are the same bucket: remove `--from-replica`.');
  }
  if (given.undo === undefined) assertEvidenceApart(given.evidenceBucket, given.into ?? given);
  return given;
}

/** `--bucket s3://bucket/prefix` is `--bucket bucket --prefix prefix/`. */
export function locationGiven(bucket: GivenRewindArguments['bucket'], prefix: string | undefined): Location {
  if (bucket.prefix !== undefined && prefix !== undefined) {
    throw new BadArguments(
      `The prefix is given twice, in \`--bucket s3://${bucket.bucket}/${bucket.prefix}\` and in \`--prefix ${prefix}\`: remove one of them.`,
    );
  }
  return { bucket: bucket.bucket, prefix: prefix ?? bucket.prefix ?? '' };
}

/** Copying a prefix into itself would never end, or copy copies. */
export function assertApart(source: Location, into: Location): void {
  const within = into.prefix.startsWith(source.prefix) || source.prefix.startsWith(into.prefix);
  if (into.bucket !== source.bucket || !within) return;
  throw new BadArguments(
    `s3://${into.bucket}/${into.prefix} and s3://${source.bucket}/${source.prefix} overlap: choose another prefix.`,
  );
}

const RUNS = 'runs/';

/** A run that writes where its own evidence lies would take that for objects. @throws BadArguments */
export function assertEvidenceApart(evidenceBucket: string | undefined, { bucket, prefix }: Location): void {
  if (evidenceBucket !== bucket || !(RUNS.startsWith(prefix) || prefix.startsWith(RUNS))) return;
  throw new BadArguments(
    `\`--evidence-bucket ${bucket}\`: the evidence below ${RUNS} would lie inside s3://${bucket}/${prefix}, which is written to. Give another bucket, or a folder with \`--evidence\`.`,
  );
}
