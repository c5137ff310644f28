import type { CheckResult } from '../workflow/workflow';
import { type Answer, describe, jsonOf } from './answer';
import { type Check, judge } from './check';

export const READINESS: Check = {
  name: 'readiness',
  expected:
    'GET /health/ready answers 200 with JSON, status `ready` or `ok`, and the generation of this restore if any',
};

/** @param generation what this restore's cut-over has raised it to */
export function readiness(answer: Answer, generation: number | undefined): CheckResult {
  const defect = readinessDefect(answer, generation);
  return judge(READINESS, defect === undefined ? [] : [defect], describe(answer));
}

function readinessDefect(answer: Answer, generation: number | undefined): string | undefined {
  if (answer.status !== 200) return describe(answer);
  const body = jsonOf(answer);
  if (typeof body !== 'object' || body === null) return `no JSON: ${describe(answer)}`;
  const status = 'status' in body ? body.status : undefined;
  if (status !== 'ready' && status !== 'ok') return `status ${JSON.stringify(status)}: ${describe(answer)}`;
  if ('generation' in body && generation !== undefined && body.generation !== generation) {
    return `generation ${JSON.stringify(body.generation)} instead of ${generation}: the application still uses another database`;
  }
  return undefined;
}
