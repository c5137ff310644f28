/** One rule of a bucket's replication, as far as it decides what its replica can know. */
export interface ReplicationRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly prefix: string;
  /** Filters by tag leave objects out. */
  readonly byTag: boolean;
  readonly destination: string;
  readonly deleteMarkers: boolean;
  readonly existingObjects: boolean;
}

/**
 * What a replica cannot know of the bucket it copies: used for a rewind from the replica, these are losses. Objects that
 * are pending or failed show in the original only, so without the original the count of them is unknown.
 * @returns one sentence for each gap; none: the replica has the same history
 */
export function replicaGaps(rules: readonly ReplicationRule[], replica: string, prefix: string): readonly string[] {
  const covering = rules.filter(
    (rule) => rule.enabled && rule.destination === replica && prefix.startsWith(rule.prefix) && !rule.byTag,
  );
  if (covering.length === 0) {
    return [`no enabled rule replicates all of \`${prefix}\` to ${replica}: what is missing there was never there`];
  }
  const gaps: string[] = [];
  if (!covering.some(({ deleteMarkers }) => deleteMarkers)) {
    gaps.push('delete markers are not replicated: objects that were deleted before the target time come back');
  }
  if (!covering.some(({ existingObjects }) => existingObjects)) {
    gaps.push('objects from before the rule are not replicated: they are missing');
  }
  return gaps;
}
