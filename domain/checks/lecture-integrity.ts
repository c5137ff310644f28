import { readStoredPath } from '../references/references';
import type { CheckResult, Location } from '../workflow/workflow';
import { type Answer, describe, jsonOf } from './answer';
import { type Check, count, judge, notApplicable } from './check';
import { NO_LECTURES, type SampledLecture } from './lectures';

export const LECTURE_INTEGRITY: Check = {
  name: 'lecture integrity',
  expected:
    'GET /lectures/{id}/integrity reports no missing file, and sees every reference that the restored rows hold',
};

export interface IntegrityObservation {
  readonly lecture: SampledLecture;
  readonly answer: Answer;
}

/** @param before keys that were missing in the baseline already: the restore brings them back as they were */
export function lectureIntegrity(
  observations: readonly IntegrityObservation[],
  here: Location,
  before: ReadonlySet<string> = new Set(),
): CheckResult {
  if (observations.length === 0) return notApplicable(LECTURE_INTEGRITY, NO_LECTURES);
  const defects = observations.flatMap((observation) => integrityDefects(observation, here, before));
  return judge(LECTURE_INTEGRITY, defects, `${count(observations.length, 'lecture')} without a defect`);
}

/**
 * A `degraded` lecture is not a wrong one: what was never transcribed has no transcript in a healthy system either. Wrong
 * is a reference whose file is missing, and a reference that the restored row has and the application does not.
 */
function integrityDefects(
  { lecture, answer }: IntegrityObservation,
  here: Location,
  before: ReadonlySet<string>,
): readonly string[] {
  const name = `lecture ${lecture.id}`;
  const checks = answer.status === 200 ? integrityChecks(jsonOf(answer)) : undefined;
  if (checks === undefined) return [`${name}: ${describe(answer)}`];
  const missing = checks
    .filter(({ state, path }) => {
      const stored = readStoredPath(path ?? '', here);
      return state === 'missing_file' && stored.kind === 'here' && !before.has(stored.key);
    })
    .map(({ kind, path }) => `${name}: ${kind} ${path} missing_file`);
  const unseen = [
    { kind: 'audio', path: lecture.audioPath },
    { kind: 'transcript', path: lecture.transcriptPath },
  ]
    .filter(({ kind, path }) => path !== null && !checks.some((check) => check.kind === kind && check.path === path))
    .map(({ kind, path }) => `${name}: the application does not see the ${kind} ${path} of the restored row`);
  return [...missing, ...unseen];
}

interface IntegrityCheck {
  readonly kind: string;
  readonly path: string | null;
  readonly state: string;
}

function integrityChecks(body: unknown): readonly IntegrityCheck[] | undefined {
  const checks = typeof body === 'object' && body !== null && 'checks' in body ? body.checks : undefined;
  return Array.isArray(checks) && checks.length > 0 && checks.every(isIntegrityCheck) ? checks : undefined;
}

function isIntegrityCheck(value: unknown): value is IntegrityCheck {
  if (typeof value !== 'object' || value === null) return false;
  if (!('kind' in value && 'path' in value && 'state' in value)) return false;
  const { kind, path, state } = value;
  return typeof kind === 'string' && (typeof path === 'string' || path === null) && typeof state === 'string';
}
