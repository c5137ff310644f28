export interface Fault {
  /** `F01`, as in the list of faults that a restore must survive; the tests that have it in their name are its trials. */
  readonly id: string;
  readonly fault: string;
  readonly safe: string;
}
