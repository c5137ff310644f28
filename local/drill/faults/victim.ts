import type { Stage } from '../model';

/** A key that a row refers to at the target time, for as few lectures as there may be. */
export function audioOfFirstLecture({ prefix }: Pick<Stage, 'prefix'>): string {
  return `${prefix}audio/lecture-00000.mp3`;
}
