import { readStoredPath } from '../references/references';
import type { CheckResult, Location } from '../workflow/workflow';
import { type Answer, describe, jsonOf } from './answer';
import { type Check, count, judge, notApplicable, unknown } from './check';
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
  const looks = observations.map((observation) => lookAt(observation, here, before));
  const defects = looks.flatMap((look) => look.defects);
  const unread = looks.flatMap((look) => look.unread);
  if (defects.length === 0 && unread.length > 0) return unknown(LECTURE_INTEGRITY, unread.join('; '));
  const lectures = count(observations.length, 'lecture');
  if (defects.length === 0 && looks.every(({ compared }) => compared === 0)) {
    return notApplicable(LECTURE_INTEGRITY, `${lectures} without a reference to compare`);
  }
  return judge(LECTURE_INTEGRITY, defects, `${lectures} without a defect`);
}

interface Looked {
  readonly defects: readonly string[];
  /** References of which the application does not say whether their file is there. */
  readonly unread: readonly string[];
  readonly compared: number;
}

/**
 * A `degraded` lecture is not a wrong one: what was never transcribed has no transcript in a healthy system either. Wrong
 * is a reference whose file is missing, and a reference that the restored row has and the application does not.
 */
function lookAt({ lecture, answer }: IntegrityObservation, here: Location, before: ReadonlySet<string>): Looked {
  const name = `lecture ${lecture.id}`;
  const checks = answer.status === 200 ? integrityChecks(jsonOf(answer)) : undefined;
  if (checks === undefined) return { defects: [`${name}: ${describe(answer)}`], unread: [], compared: 0 };
  const ours = checks.flatMap(({ kind, path, state }) => {
    const stored = readStoredPath(path ?? '', here);
    return stored.kind === 'here' ? [{ state, key: stored.key, words: `${name}: ${kind} ${path} ${state}` }] : [];
  });
  const held = [
    { kind: 'audio', path: lecture.audioPath },
    { kind: 'transcript', path: lecture.transcriptPath },
  ].filter(({ path }) => path !== null);
  const unseen = held.filter(({ kind, path }) => !checks.some((check) => check.kind === kind && check.path === path));
  return {
    defects: [
      ...ours.filter(({ state, key }) => state === MISSING && !before.has(key)).map(({ words }) => words),
      ...unseen.map(
        ({ kind, path }) => `${name}: the application does not see the ${kind} ${path} of the restored row`,
      ),
    ],
    unread: ours
      .filter(({ state }) => state !== THERE && state !== MISSING)
      .map(({ words }) => `${words}, which is neither ${THERE} nor ${MISSING}`),
    compared: ours.filter(({ state }) => state === THERE).length + held.length - unseen.length,
  };
}

/** What the application says of a reference that is set. */
const THERE = 'ok';
const MISSING = 'missing_file';

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
