import type { CheckResult } from '../workflow/workflow';
import { type Check, count, judge, notApplicable } from './check';
import type { SampledLecture, StoredFile } from './lectures';

export const ARTIFACTS_AND_EXPORTS: Check = {
  name: 'artifacts and exports',
  expected: 'the artifact and export paths of the sampled lectures exist in the bucket',
};

export interface StoredFileObservation {
  readonly lecture: Pick<SampledLecture, 'id'>;
  readonly file: StoredFile;
  /** `elsewhere`: not a path of the protected bucket and prefix. `missing before`: it was in the baseline already. */
  readonly found: 'present' | 'missing' | 'missing before' | 'elsewhere';
}

export function artifactsAndExports(observations: readonly StoredFileObservation[]): CheckResult {
  const elsewhere = observations.filter(({ found }) => found === 'elsewhere').length;
  if (observations.length === elsewhere) {
    const why = elsewhere === 0 ? 'have no artifacts or exports' : `store them elsewhere (${count(elsewhere, 'path')})`;
    return notApplicable(ARTIFACTS_AND_EXPORTS, `the sampled lectures ${why}`);
  }
  const defects = observations
    .filter(({ found }) => found === 'missing')
    .map(({ lecture, file }) => `lecture ${lecture.id}: ${file.kind} ${file.path} does not exist`);
  const before = observations.filter(({ found }) => found === 'missing before').length;
  const present = count(observations.length - elsewhere - before, 'path');
  const also = `${elsewhere > 0 ? `, ${elsewhere} elsewhere` : ''}${before > 0 ? `, ${before} missing before already` : ''}`;
  return judge(ARTIFACTS_AND_EXPORTS, defects, `${present} present${also}`);
}
