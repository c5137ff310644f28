export interface Fault {
  /** `F01` to `F78`; the tests that have it in their name are its trials. */
  readonly id: string;
  readonly fault: string;
  readonly safe: string;
}
