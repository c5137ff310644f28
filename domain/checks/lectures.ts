/** A lecture of the restored database that is looked at closely, with the paths that its rows hold. */
export interface SampledLecture {
  readonly id: string;
  readonly audioPath: string | null;
  readonly transcriptPath: string | null;
  /** Artifacts and exports. */
  readonly stored: readonly StoredFile[];
}

export interface StoredFile {
  /** `artifact:<type>` or `export:<type>`. */
  readonly kind: string;
  readonly path: string;
}

/** Why the checks of lectures say nothing. */
export const NO_LECTURES = 'there is no table `lectures` with the columns of Pegasus, or it is empty';
