import type { CheckResult } from '../workflow';
import { type Check, count, judge, notApplicable } from './check';
import type { SampledLecture, StoredFile } from './lectures';

export const ARTIFACTS_AND_EXPORTS: Check = {
  name: 'artifacts and exports',
  expected: 'the artifact and export paths of the sampled lectures exist in the bucket',
};

export interface StoredFileObservation {
  readonly lecture: Pick<SampledLecture, 'id'>;
  readonly file: StoredFile;
  /** `elsewhere`: not a path of the protected bucket and prefix. */
  readonly found: 'present' | 'missing' | 'elsewhere';
}

export function artifactsAndExports(observations: readonly StoredFileObservation[]): CheckResult {
  const elsewhere = observations.filter(({ found }) => found === 'elsewhere').length;
  if (observations.length === elsewhere) {
    const why =
      elsewhere === 0 ? 'have no artifacts or exports' : `keep theirs elsewhere (${count(elsewhere, 'path')})`;
    return notApplicable(ARTIFACTS_AND_EXPORTS, `the sampled lectures ${why}`);
  }
  const defects = observations
    .filter(({ found }) => found === 'missing')
    .map(({ lecture, file }) => `lecture ${lecture.id}: ${file.kind} ${file.path} does not exist`);
  const present = count(observations.length - elsewhere, 'path');
  return judge(ARTIFACTS_AND_EXPORTS, defects, `${present} present${elsewhere > 0 ? `, ${elsewhere} elsewhere` : ''}`);
}
