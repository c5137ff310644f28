import type { Answer } from '../../domain/checks/answer';
import { READINESS, readiness } from '../../domain/checks/application-ready';
import { type Check, notApplicable } from '../../domain/checks/check';
import { LECTURE_INTEGRITY, lectureIntegrity } from '../../domain/checks/lecture-integrity';
import type { SampledLecture } from '../../domain/checks/lectures';
import { TRANSCRIPTS, transcripts } from '../../domain/checks/transcripts';
import { readStoredPath } from '../../domain/references/references';
import { ErrorName } from '../../domain/workflow/errors';
import type { CheckResult, Location } from '../../domain/workflow/workflow';
import type { Clock } from '../execution/clock';
import { poll, within } from '../execution/poll-until';
import type { Application } from './application';
import { carryOut, ISOLATED } from './run-check';

const POLL_MILLISECONDS = 250;

export interface ApplicationWorld {
  readonly application: Pick<Application, 'get'>;
  readonly clock: Clock;
  /** The application starts again after the cut-over; until then the old one may answer. */
  readonly readyWithinSeconds: number;
}

export interface CheckedApplication {
  /** Where its rows point. */
  readonly location: Location;
  /** The application does not serve what is checked: it is not asked. */
  readonly isolated: boolean;
  /** What the application must have started with. @default - whatever it has */
  readonly generation?: number;
  /** Keys that were missing before the recovery point already. @default - none */
  readonly missingBefore?: ReadonlySet<string>;
}

function isMissing(path: string, objects: Location, missing: ReadonlySet<string>): boolean {
  const stored = readStoredPath(path, objects);
  return stored.kind === 'here' && missing.has(stored.key);
}

/** Readiness first: an application that is not ready is not asked anything else. */
export async function checkApplication(
  { location, isolated, generation, missingBefore = new Set() }: CheckedApplication,
  { application, clock, readyWithinSeconds }: ApplicationWorld,
  sample: () => Promise<readonly SampledLecture[]>,
): Promise<readonly CheckResult[]> {
  const others = [LECTURE_INTEGRITY, TRANSCRIPTS];
  if (isolated) return [READINESS, ...others].map((check) => notApplicable(check, ISOLATED));
  const ready = await carryOut(READINESS, () => awaitReadiness(application, generation, clock, readyWithinSeconds));
  if (ready.outcome !== 'passed') {
    return [ready, ...others.map((check) => notApplicable(check, 'not asked: the application is not ready'))];
  }
  const ask = (check: Check, run: (lectures: readonly SampledLecture[]) => Promise<CheckResult>) =>
    carryOut(check, async () => run(await sample()));
  return [
    ready,
    await ask(LECTURE_INTEGRITY, async (lectures) =>
      lectureIntegrity(await answers(application, lectures, 'integrity'), location, missingBefore),
    ),
    await ask(TRANSCRIPTS, async (lectures) => {
      const transcribed = lectures.filter(
        ({ transcriptPath: path }) => path !== null && !isMissing(path, location, missingBefore),
      );
      return transcripts(await answers(application, transcribed, 'transcript'));
    }),
  ];
}

/**
 * Asks until the application is ready with this restore's generation.
 * @throws PegasusError `InvalidRequest` at once for an address that is not allowed; Error when there was no answer in
 * the end
 */
async function awaitReadiness(
  application: Pick<Application, 'get'>,
  generation: number | undefined,
  clock: Clock,
  limitSeconds: number,
): Promise<CheckResult> {
  const result = await poll(
    async () => {
      const answer = await answerOrError(application);
      return answer instanceof Error ? answer : readiness(answer, generation);
    },
    (seen) => (seen instanceof Error ? seen.name === ErrorName.INVALID_REQUEST : seen.outcome === 'passed'),
    within(limitSeconds, POLL_MILLISECONDS, clock),
  );
  if (result instanceof Error) throw result;
  return result.outcome === 'passed' ? result : { ...result, observed: `after ${limitSeconds} s: ${result.observed}` };
}

async function answerOrError(application: Pick<Application, 'get'>): Promise<Answer | Error> {
  try {
    return await application.get('/health/ready');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function answers(
  application: Pick<Application, 'get'>,
  lectures: readonly SampledLecture[],
  what: string,
): Promise<readonly { lecture: SampledLecture; answer: Answer }[]> {
  const observations: { lecture: SampledLecture; answer: Answer }[] = [];
  for (const lecture of lectures) {
    observations.push({
      lecture,
      answer: await application.get(`/lectures/${encodeURIComponent(lecture.id)}/${what}`),
    });
  }
  return observations;
}
