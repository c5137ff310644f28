import { resolve } from 'node:path';
import type { Location } from '../../domain/workflow/workflow';
import type { RewindArguments } from './arguments';

export type RunOptions = Pick<RewindArguments, 'evidence' | 'evidenceBucket' | 'endpointUrl' | 'region'>;

/** The command line that undoes a run, as it can be typed, in any folder. */
export function undoLine(run: string, written: Location, options: RunOptions): string {
  const { evidence, evidenceBucket, endpointUrl, region } = options;
  const given: readonly (readonly [option: string, value: string | undefined])[] = [
    ['--bucket', written.bucket],
    ['--prefix', written.prefix || undefined],
    ['--undo', run],
    evidenceBucket === undefined ? ['--evidence', resolve(evidence)] : ['--evidence-bucket', evidenceBucket],
    ['--endpoint-url', endpointUrl],
    ['--region', region],
  ];
  const typed = given.flatMap(([option, value]) => (value === undefined ? [] : [option, quoted(value)]));
  return ['pegasus-backup', 'rewind', ...typed].join(' ');
}

function quoted(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
