/** Where a fault is tried. */
export interface FaultTrial {
  readonly file: string;
  /** What the test's full name must have in it. */
  readonly title: string;
}

export interface Fault {
  /** `F01` to `F78`. */
  readonly id: string;
  readonly fault: string;
  readonly safe: string;
  readonly trials: readonly FaultTrial[];
}

export const tried = (file: string, title: string): FaultTrial => ({ file, title });
