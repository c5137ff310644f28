import type { CheckResult } from '../workflow/workflow';
import { type Answer, describe, jsonOf } from './answer';
import { type Check, count, judge, notApplicable } from './check';
import type { SampledLecture } from './lectures';

export const TRANSCRIPTS: Check = {
  name: 'transcripts',
  expected: 'GET /lectures/{id}/transcript answers 200 with a text for every sampled lecture that has a transcript',
};

export interface TranscriptObservation {
  readonly lecture: SampledLecture;
  readonly answer: Answer;
}

export function transcripts(observations: readonly TranscriptObservation[]): CheckResult {
  if (observations.length === 0) return notApplicable(TRANSCRIPTS, 'no sampled lecture has a transcript');
  const defects = observations
    .filter(({ answer }) => answer.status !== 200 || !hasText(jsonOf(answer)))
    .map(({ lecture, answer }) => `lecture ${lecture.id}: ${describe(answer)}`);
  return judge(TRANSCRIPTS, defects, `${count(observations.length, 'transcript')} with a text`);
}

/** A `text` that is not blank, at any depth: builds nest it differently. */
export function hasText(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) => (name === 'text' && typeof inner === 'string' && inner.trim() !== '') || hasText(inner),
  );
}
