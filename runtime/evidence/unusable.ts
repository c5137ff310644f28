import * as z from 'zod';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';

/** What to do, by where the file lies. The bucket keeps versions: nothing that is deleted or written over is gone. */
const WAYS_OUT: readonly (readonly [RegExp, string])[] = [
  [
    /^locks\//,
    'No restore can begin before: look whether one is running. If none is, delete the object, then start again.',
  ],
  [
    /^freezes\//,
    'It says what each switch was before the freeze: bring back the version before it, then start or retry.',
  ],
  [/^(manifests|baselines)\//, 'Delete the object, then start or retry: the one before it counts.'],
  [
    /(^|\/)attempt-\d+\//,
    'Find out what has written it; then decide `retry` (the next attempt writes its own) or `abort`, or start again.',
  ],
];
const ELSE = 'Find out what has written it, bring back the version before it, then start or retry.';

/**
 * A file that is not believed.
 * @param why `is gone`, `is of another execution`
 */
export const unusable = (key: string, why: string, cause?: unknown): PegasusError =>
  new PegasusError(
    ErrorName.EVIDENCE_UNUSABLE,
    `\`${key}\` in the evidence ${why}. ${WAYS_OUT.find(([pattern]) => pattern.test(key))?.[1] ?? ELSE}`,
    { cause },
  );

/** @throws EvidenceUnusable for what is no JSON, or another one than a step writes */
export function parsed<T>(key: string, text: string, parse: (value: unknown) => T): T {
  try {
    return parse(JSON.parse(text));
  } catch (error) {
    // Its own message quotes the file.
    if (error instanceof SyntaxError) throw unusable(key, 'is no JSON', new SyntaxError('no JSON'));
    if (error instanceof z.ZodError) throw unusable(key, `is not what a step writes (${sayIssue(error)})`, error);
    throw error;
  }
}

function sayIssue({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.') || 'it'}: ${issue?.message}`;
}
