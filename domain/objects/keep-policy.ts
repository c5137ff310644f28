/** A statement of a bucket policy, as S3 writes it. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** ARNs of roles. */
export interface Keepers {
  /** May delete versions and lift locks. */
  readonly breakGlass: string;
  /** May change the settings of the bucket, as CloudFormation's role does in a deployment. */
  readonly deployments: readonly string[];
}

export interface KeptBucket {
  /** ARN. */
  readonly bucket: string;
  /** A locked copy: a delete marker would end the renewal of a lock. */
  readonly locked?: boolean;
}

const VERSIONS = ['s3:DeleteObjectVersion', 's3:BypassGovernanceRetention'];

/** What makes a bucket forget, or lets it be made to; the policy itself is among it. */
const SETTINGS = [
  's3:DeleteBucket',
  's3:DeleteBucketPolicy',
  's3:PutBucketObjectLockConfiguration',
  's3:PutBucketPolicy',
  's3:PutBucketVersioning',
  's3:PutEncryptionConfiguration',
  's3:PutLifecycleConfiguration',
  's3:PutReplicationConfiguration',
];

/** What ends a recovery point before its time. */
const RECOVERY_POINTS = [
  'backup:DeleteRecoveryPoint',
  'backup:DisassociateRecoveryPoint',
  'backup:UpdateRecoveryPointLifecycle',
];

const VAULT_SETTINGS = [
  'backup:DeleteBackupVault',
  'backup:DeleteBackupVaultAccessPolicy',
  'backup:DeleteBackupVaultLockConfiguration',
  'backup:PutBackupVaultAccessPolicy',
  'backup:PutBackupVaultLockConfiguration',
];

const ALL = { Effect: 'Deny', Principal: { AWS: '*' } } as const;

const butOnly = ({ breakGlass }: Keepers): PolicyStatement['Condition'] => ({
  ArnNotEquals: { 'aws:PrincipalArn': breakGlass },
});

const butDeployments = ({ breakGlass, deployments }: Keepers): PolicyStatement['Condition'] => ({
  ArnNotEquals: { 'aws:PrincipalArn': [breakGlass, ...deployments] },
  'ForAllValues:StringNotEquals': { 'aws:CalledVia': 'cloudformation.amazonaws.com' },
});

/**
 * Denies to everyone, administrators too, what destroys versions. Deployments are let through to the settings, by the
 * role of CloudFormation or through it, and to nothing else: no resource of a template deletes a version. S3's own
 * lifecycle is bound by no policy; the root user of the account can always change this one.
 */
export function keepStatements({ bucket, locked }: KeptBucket, keepers: Keepers): PolicyStatement[] {
  return [
    {
      Sid: 'KeepVersions',
      ...ALL,
      Action: locked ? ['s3:DeleteObject', ...VERSIONS] : VERSIONS,
      Resource: `${bucket}/*`,
      Condition: butOnly(keepers),
    },
    {
      Sid: 'KeepSettings',
      ...ALL,
      Action: SETTINGS,
      Resource: bucket,
      Condition: butDeployments(keepers),
    },
  ];
}

/** The same for a vault of AWS Backup, whose own expiry is bound by no policy either. */
export const keepVaultStatements = (keepers: Keepers): PolicyStatement[] => [
  { Sid: 'KeepRecoveryPoints', ...ALL, Action: RECOVERY_POINTS, Resource: '*', Condition: butOnly(keepers) },
  { Sid: 'KeepVault', ...ALL, Action: VAULT_SETTINGS, Resource: '*', Condition: butDeployments(keepers) },
];

/** Whether the policy denies at least what `wanted` denies, to no fewer. */
export function isDenied(wanted: PolicyStatement, statements: readonly PolicyStatement[]): boolean {
  return statements.some(
    ({ Effect, Principal, Action, Resource, Condition }) =>
      Effect === 'Deny' &&
      isEveryone(Principal) &&
      listed(wanted.Action).every((action) => listed(Action).some((one) => one === action || one === 's3:*')) &&
      listed(wanted.Resource).every((resource) => listed(Resource).includes(resource)) &&
      canonical(Condition) === canonical(wanted.Condition),
  );
}

const isEveryone = (principal: unknown): boolean =>
  principal === '*' ||
  (typeof principal === 'object' && listed((principal as { AWS?: string } | null)?.AWS).includes('*'));

const listed = (value: string | readonly string[] | undefined): readonly string[] => [value ?? []].flat();

/** One value and a list of it are the same to S3, and so is any order. */
const canonical = (condition: PolicyStatement['Condition'] = {}): string =>
  JSON.stringify(
    Object.entries(condition)
      .flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, values]) => [operator, key, [...listed(values)].sort()] as const),
      )
      .sort(([a, b], [c, d]) => `${a} ${b}`.localeCompare(`${c} ${d}`)),
  );
