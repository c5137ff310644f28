/** A key of which neither the listing nor the rows can tell what it held at the target time. */
export interface UnsettledKey {
  readonly key: string;
  readonly reason: string;
  /** Id of the version that was taken; null: the key was left as it stands. */
  readonly taken: string | null;
  /** Ids of the versions that it may have held just as well. */
  readonly others: readonly string[];
}
