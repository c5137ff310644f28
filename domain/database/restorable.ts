/** What decides whether a database of RDS can be protected; null is "none", undefined "not said". */
export interface InstanceFacts {
  readonly engine?: string | null;
  /** The cluster that it is in. */
  readonly cluster?: string | null;
  /** What it is a read replica of. */
  readonly replicaOf?: string | null;
}

export interface ClusterFacts {
  readonly engine?: string | null;
  readonly engineMode?: string | null;
  /** Multi-AZ DB clusters have one class for all instances. */
  readonly instanceClass?: string | null;
  readonly replicaOf?: string | null;
  readonly limitless?: boolean;
}

/** @returns why not, and what instead; undefined where it can be */
export function whyNotInstance({ engine, cluster, replicaOf }: InstanceFacts): string | undefined {
  if (cluster) {
    return `is an instance of the cluster ${cluster}, which is backed up as a whole: give \`ProtectedDatabase.cluster\` the cluster`;
  }
  if (replicaOf) return `is a read replica of ${replicaOf}: give the database that it follows`;
  return engine && engine !== 'postgres' ? `runs ${engine}: an instance must run postgres` : undefined;
}

export function whyNotCluster(facts: ClusterFacts): string | undefined {
  const { engine, engineMode, instanceClass, replicaOf, limitless } = facts;
  if (engine === 'postgres' || instanceClass) {
    return 'is a Multi-AZ DB cluster, whose instances no restore of this version makes: give a Multi-AZ instance, or an Aurora cluster';
  }
  if (engine && engine !== 'aurora-postgresql') return `runs ${engine}: a cluster must run aurora-postgresql`;
  if (engineMode && engineMode !== 'provisioned') {
    return `has the engine mode ${engineMode}: it must be provisioned, with serverless instances (v2) where they are wanted`;
  }
  if (limitless) return 'is a Limitless database, which has shard groups: give an Aurora cluster without them';
  return replicaOf ? `is a read replica of ${replicaOf}: give the database that it follows` : undefined;
}
