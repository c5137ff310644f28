import type { Option } from 'commander';
import { wholeBucket } from '../../domain/arguments/location';
import type { PlanCounts } from '../../domain/objects/plan';
import type { Location } from '../../domain/workflow/workflow';
import { BadArguments } from '../exit-code';
import { option } from '../options/option';

export interface OverwriteArguments {
  /** Bucket. */
  readonly overwriteWithoutUndo?: string;
}

export function overwriteOption(): Option {
  return option(
    '--overwrite-without-undo <bucket>',
    'replace objects although this bucket keeps no versions: what is there now is lost, and the run cannot be undone',
    wholeBucket,
  );
}

/** In a bucket without versions what is replaced is gone: asked for by name. @throws BadArguments */
export function assertMayOverwrite(
  { bucket, prefix }: Location,
  { overwrites }: Pick<PlanCounts, 'overwrites'>,
  { overwriteWithoutUndo: named }: OverwriteArguments,
): void {
  if (overwrites === 0 || named === bucket) return;
  const given = named === undefined ? '' : ` \`--overwrite-without-undo ${named}\` names another bucket.`;
  throw new BadArguments(
    `${overwrites} objects below s3://${bucket}/${prefix} would be replaced, and the bucket keeps no versions: what is there now would be lost, and the run could not be undone.${given} Enable versioning of ${bucket}, choose another location, or accept the loss with \`--overwrite-without-undo ${bucket}\`. Nothing was written.`,
  );
}
