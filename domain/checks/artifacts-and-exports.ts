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
  const of = (kind: StoredFileObservation['found']) => observations.filter(({ found }) => found === kind);
  const elsewhere = of('elsewhere').length;
  if (observations.length === elsewhere) {
    const why = elsewhere === 0 ? 'have no artifacts or exports' : `store them elsewhere (${count(elsewhere, 'path')})`;
    return notApplicable(ARTIFACTS_AND_EXPORTS, `the sampled lectures ${why}`);
  }
  const defects = of('missing').map(
    ({ lecture, file }) => `lecture ${lecture.id}: ${file.kind} ${file.path} does not exist`,
  );
  const before = of('missing before').length;
  const present = of('present').length;
  const also = `${elsewhere > 0 ? `, ${elsewhere} elsewhere` : ''}${before > 0 ? `, ${before} missing before already` : ''}`;
  if (present === 0 && defects.length === 0) {
    return notApplicable(ARTIFACTS_AND_EXPORTS, `no path of the sampled lectures is present${also}`);
  }
  return judge(ARTIFACTS_AND_EXPORTS, defects, `${count(present, 'path')} present${also}`);
}
