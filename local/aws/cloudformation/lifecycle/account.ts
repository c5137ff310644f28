/** A resource, of which no more is known than what decides whether it can be made and deleted. */
export interface Part {
  readonly logicalId: string;
  readonly type: string;
  /** Type and name. @default - CloudFormation has named it */
  readonly name?: string;
  /** What was made before it because it refers to it. */
  readonly needs: readonly Part[];
  readonly deletionPolicy: string;
  readonly deletionProtection: boolean;
}

const HAS_CONTENT = /^AWS::(S3::Bucket|Backup::(BackupVault|LogicallyAirGappedBackupVault))$/;
/** Not deleted while anything is in it. */
const IN_USE = /^AWS::(EC2::(VPC|Subnet|SecurityGroup)|RDS::(DBSubnetGroup|DBParameterGroup|DBClusterParameterGroup))$/;
/** A secret is deleted after a recovery window, and keeps its name until then. */
const KEEPS_ITS_NAME = /^AWS::SecretsManager::Secret$/;

/** One account and region: what stands in it, in a stack or in none any more, and the names that are taken. */
export class Account {
  /** What stores hold: a bucket or vault of these logical ids is not empty. */
  readonly filled = new Set<string>();
  private readonly standing = new Set<Part>();
  private readonly taken = new Set<string>();

  /** @throws Error where its name is taken */
  make(part: Part): void {
    const { name } = part;
    if (name !== undefined && this.taken.has(name)) throw new Error(`${name} already exists`);
    if (name !== undefined) this.taken.add(name);
    this.standing.add(part);
  }

  /** @throws Error where AWS would refuse it */
  delete(part: Part): void {
    const { logicalId, type, name, deletionProtection } = part;
    if (deletionProtection) throw new Error(`${logicalId}: cannot delete a protected ${type}`);
    if (HAS_CONTENT.test(type) && this.filled.has(logicalId)) throw new Error(`${logicalId} (${type}) is not empty`);
    const user = IN_USE.test(type) && [...this.standing].find(({ needs }) => needs.includes(part));
    if (user) throw new Error(`${logicalId} (${type}) has a dependent object, ${user.logicalId}`);
    this.standing.delete(part);
    if (name !== undefined && !KEEPS_ITS_NAME.test(type)) this.taken.delete(name);
  }

  /** Logical ids of what stands. */
  get left(): string[] {
    return [...this.standing].map(({ logicalId }) => logicalId);
  }
}
