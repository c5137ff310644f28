import * as z from 'zod';
import type { Location } from '../../domain/workflow/workflow';
import { storedJson } from '../../runtime/objects/rewind/stored-run';
import { BadArguments } from '../exit-code';
import type { RewindArguments } from './arguments';
import type { RunEvidence } from './evidence';

const location = z.object({ bucket: z.string().min(1), prefix: z.string() });
const manifest = z.looseObject({ source: location, into: location.nullable() });
const restore = z.looseObject({ plan: z.looseObject({ objects: location }) });

/** Where a run has written. */
export interface WrittenBy {
  readonly into: Location;
  /** Where it has read, when that is another location. */
  readonly from?: Location;
}

/** @throws BadArguments when there is no such run, or it has written elsewhere */
export async function writtenBy(
  evidence: RunEvidence,
  run: string,
  { bucket, prefix }: Pick<RewindArguments, 'bucket' | 'prefix'>,
): Promise<WrittenBy> {
  const own = await storedJson(evidence.store, evidence.manifestOf(run), (value) => manifest.parse(value));
  const restored = await storedJson(evidence.store, evidence.planOf(run), (value) => restore.parse(value));
  const into = own?.into ?? own?.source ?? restored?.plan.objects;
  if (into === undefined) {
    throw new BadArguments(
      `There is no run \`${run}\` at ${evidence.nameOf(run)}: give its name, and \`--evidence\` or \`--evidence-bucket\` as in that run.`,
    );
  }
  if (into.bucket !== bucket || !into.prefix.startsWith(prefix)) {
    throw new BadArguments(
      `The run \`${run}\` wrote to s3://${into.bucket}/${into.prefix}, not to s3://${bucket}/${prefix}: give \`--bucket\` and \`--prefix\` as in that run.`,
    );
  }
  return own?.into ? { into, from: own.source } : { into };
}
