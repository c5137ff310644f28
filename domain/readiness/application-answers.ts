import { type Answer, describe, jsonOf } from '../checks/answer';
import { readiness } from '../checks/application-ready';
import { count, judge, notApplicable } from '../checks/check';
import type { CheckResult, TrafficMode } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const APPLICATION_ANSWERS: ReadinessCheck = {
  name: 'ApplicationAnswers',
  expected: 'the application answers what a restore will ask it, and takes the token',
};

/** A call and its answer, or why there was none. */
export interface Asked {
  readonly call: string;
  readonly answer: Answer | Error;
}

export interface ApplicationSeen {
  readonly hasToken: boolean;
  readonly ready: Asked;
  /** The removal of a lecture that is not there, as the canary of a freeze and the smoke job remove theirs. */
  readonly removal: Asked;
  /** Of that lecture what the smoke job wants to be gone in the end. */
  readonly absent: readonly Asked[];
}

/** While traffic is not open the application refuses, as it should. */
export const notAsked = (traffic: TrafficMode): CheckResult =>
  notApplicable(APPLICATION_ANSWERS, `traffic is ${traffic}: the application is not asked`);

export function applicationAnswers({ hasToken, ready, removal, absent }: ApplicationSeen): CheckResult {
  const asked = [ready, removal, ...absent];
  const silent = new Set(asked.map(({ answer }) => (answer instanceof Error ? answer.message : undefined)));
  const [reason] = silent;
  if (silent.size === 1 && reason !== undefined) {
    return judge(APPLICATION_ANSWERS, [`none of ${count(asked.length, 'call')} was answered: ${reason}`], '');
  }
  const defects = [
    ...defectsOf(ready, readyDefect),
    ...defectsOf(removal, (answer) => removalDefect(answer, hasToken)),
    ...absent.flatMap((one) => defectsOf(one, absentDefect)),
  ];
  return judge(APPLICATION_ANSWERS, defects, `${count(asked.length, 'call')} answered`);
}

function defectsOf({ call, answer }: Asked, defect: (answer: Answer) => string | undefined): string[] {
  const found = answer instanceof Error ? `was not answered: ${answer.message}` : defect(answer);
  return found === undefined ? [] : [`\`${call}\` ${found}`];
}

function readyDefect(answer: Answer): string | undefined {
  const { outcome, observed, expected } = readiness(answer, undefined);
  return outcome === 'passed'
    ? undefined
    : `answered ${observed}, so a restored application would never be ready: ${expected}`;
}

function removalDefect(answer: Answer, hasToken: boolean): string | undefined {
  const { status } = answer;
  if (status === 401 || status === 403) {
    return hasToken
      ? `answered ${describe(answer)}: put the token that the application takes into the secret of \`writeToken\``
      : `answered ${describe(answer)}: writes need a token, give \`writeToken\` of the application`;
  }
  if ((status >= 200 && status < 300) || status === 404) return undefined;
  return `answered ${describe(answer)}; 2xx or 404 is needed: no freeze could be proved by it, and the smoke job would not end`;
}

/** Builds differ: a file that is not found, or no rows. */
function absentDefect(answer: Answer): string | undefined {
  const body = jsonOf(answer);
  if (answer.status === 404 || (answer.status === 200 && Array.isArray(body) && body.length === 0)) return undefined;
  return `answered ${describe(answer)}; 404 is needed for a lecture that is not there: the smoke job would fail`;
}
