import * as z from 'zod';

/** What a restore is meant to achieve; what is not given is not asked for. */
export const objectives = z.object({
  /** From what was recovered to the incident. */
  recoveryPointSeconds: z.number().optional(),
  /** From the start of the run until traffic is open. */
  recoveryTimeSeconds: z.number().optional(),
});
export type Objectives = z.infer<typeof objectives>;

/** One objective beside what was achieved; `met` is null where what was achieved is not known. */
export interface Against {
  readonly objectiveSeconds: number;
  readonly achievedSeconds: number | null;
  readonly met: boolean | null;
}

/** @returns null where there is no objective */
export function against(objectiveSeconds: number | undefined, achievedSeconds: number | null): Against | null {
  if (objectiveSeconds === undefined) return null;
  return {
    objectiveSeconds,
    achievedSeconds,
    met: achievedSeconds === null ? null : achievedSeconds <= objectiveSeconds,
  };
}
