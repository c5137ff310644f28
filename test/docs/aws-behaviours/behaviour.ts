/** A test of this repository that has met the behaviour, and what stood in for AWS there. */
export interface Shown {
  readonly by: 'local' | 'moto';
  readonly file: string;
  /** As it stands in the file; of a table of cases with its placeholders. */
  readonly title: string;
}

/** One thing that AWS does and the product relies on. */
export interface Behaviour {
  readonly service: string;
  readonly behaviour: string;
  /** The file that would be wrong. */
  readonly reliedOnBy: string;
  /** Pages of AWS's documentation, each with a file of an installed package that names it. */
  readonly documented: readonly { readonly address: string; readonly in: string }[];
  /** Empty: nothing here has shown it. */
  readonly shown: readonly Shown[];
}
