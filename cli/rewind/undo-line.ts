import { resolve } from 'node:path';
import type { Location } from '../../domain/workflow/workflow';
import { commandLine } from '../options/command-line';
import type { RewindArguments } from './arguments';

export type RunOptions = Pick<RewindArguments, 'evidence' | 'evidenceBucket' | 'endpointUrl' | 'region'>;

/** The command line that undoes a run, as it can be typed, in any folder. */
export function undoLine(run: string, written: Location, options: RunOptions): string {
  const { evidence, evidenceBucket, endpointUrl, region } = options;
  return commandLine('rewind', [
    ['--bucket', written.bucket],
    ['--prefix', written.prefix || undefined],
    ['--undo', run],
    evidenceBucket === undefined ? ['--evidence', resolve(evidence)] : ['--evidence-bucket', evidenceBucket],
    ['--endpoint-url', endpointUrl],
    ['--region', region],
  ]);
}
