import { Duration } from 'aws-cdk-lib';
import { ObjectLockMode } from 'aws-cdk-lib/aws-s3';
import * as z from 'zod';
import {
  Application,
  AutomatedBackupsCopy,
  CertificateAuthorities,
  DeploymentCheck,
  DrillSchedule,
  type ExistingWriters,
  LongTransactions,
  type PegasusEnvironmentSettings,
  Replication,
  RestoreHookTime,
  RestoreTesting,
  Retention,
  SnapshotCopy,
  VaultLock,
} from '../lib';

/** A key that is misspelt must not be a default that no one has chosen. */
const settings = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys'
        ? `has no "${keys?.join('", "')}"; allowed are ${Object.keys(shape).join(', ')}`
        : undefined,
  });

/** Read at once, so that a file that is not fit is among the invalid settings. */
const certificateAuthorities = z
  .union([settings({ file: z.string() }), settings({ inSecret: z.literal(true) })], {
    error: 'must be { "file": "eu-west-1-bundle.pem" } or { "inSecret": true }',
  })
  .transform((given, context) => {
    try {
      return 'file' in given ? CertificateAuthorities.fromFile(given.file) : CertificateAuthorities.inSecret();
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  })
  .optional();

const existingDatabase = settings({
  instanceIdentifier: z.string().optional(),
  clusterIdentifier: z.string().optional(),
  databaseName: z.string().optional(),
  majorVersion: z.number().int().optional(),
  credentialsSecretArn: z.string(),
  storageKeyArn: z.string().optional(),
  performanceInsightsKeyArn: z.string().optional(),
  securityGroupIds: z.array(z.string()).optional(),
  alternativeInstanceClasses: z.array(z.string()).optional(),
  certificateAuthorities,
});

const newDatabase = settings({
  instanceType: z
    .string()
    .regex(/^(?!db\.)[a-z0-9-]+\.[a-z0-9-]+$/, 'must be an instance type without "db.", as t4g.micro')
    .optional(),
  multiAz: z.boolean().optional(),
  allocatedStorage: z.number().int().min(20).max(65_536).optional(),
  alternativeInstanceClasses: z.array(z.string()).optional(),
  certificateAuthorities,
});

const existingNetwork = settings({
  vpcId: z.string(),
  availabilityZones: z.array(z.string()).min(1),
  subnetIds: z.array(z.string()).min(1),
});

const objectives = settings({
  recoveryPointMinutes: z.number().int().min(1).optional(),
  recoveryTimeMinutes: z.number().int().min(1).optional(),
});

const accountId = z.string().regex(/^\d{12}$/, 'must be 12 digits');
const regionName = z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, 'must be the name of a Region, as eu-central-1');
const vaultArn = z
  .string()
  .regex(/^arn:[a-z-]+:backup:[a-z0-9-]+:\d{12}:backup-vault:.+$/, 'must be the ARN of a backup vault');
const keyArn = z.string().regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/.+$/, 'must be the ARN of a KMS key');

const replicateTo = settings({
  bucketName: z.string(),
  account: accountId.optional(),
  region: regionName.optional(),
  encryptionKeyArn: keyArn.optional(),
  roleName: z.string().optional(),
  timeControl: z.boolean().optional(),
});

const arns = (service: string, example: string) =>
  z
    .array(
      z
        .string()
        .regex(new RegExp(`^arn:[a-z-]+:${service}:`), { message: `must be an ARN of ${service}, such as ${example}` }),
    )
    .optional();

/** `traffic` of an environment in cdk.json. */
const existingWriters: z.ZodType<ExistingWriters> = settings({
  parameterName: z.string().optional(),
  ecsServiceArns: arns('ecs', 'arn:aws:ecs:eu-west-1:123456789012:service/cluster/api'),
  functionArns: arns('lambda', 'arn:aws:lambda:eu-west-1:123456789012:function:worker'),
  eventSourceMappingIds: z.array(z.uuid({ message: 'must be the UUID of an event source mapping' })).optional(),
  ruleArns: arns('events', 'arn:aws:events:eu-west-1:123456789012:rule/nightly'),
  scheduleArns: arns('scheduler', 'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly'),
  scheduleTargetRoleArns: arns('iam', 'arn:aws:iam::123456789012:role/nightly'),
  notifyingBucketNames: z.array(z.string().min(3)).optional(),
  roleArns: arns('iam', 'arn:aws:iam::123456789012:role/worker'),
}).refine((given) => Object.values(given).some((one) => one !== undefined && one.length > 0), {
  message: 'is empty: name at least one writer, or remove traffic to switch only the parameter made for it',
});

const erasures = settings({
  tables: z.array(z.string()).optional(),
  log: settings({ table: z.string(), subject: z.string(), at: z.string() }).optional(),
  functionArn: z.string().regex(/^arn:[a-z-]+:lambda:/, 'must be the ARN of a Lambda function'),
});

const hook = settings({
  name: z.string(),
  when: z.enum(RestoreHookTime),
  functionArn: z.string().regex(/^arn:[a-z-]+:lambda:/, 'must be the ARN of a Lambda function'),
  inDrills: z.boolean().optional(),
});

const environment = settings({
  account: accountId.optional(),
  region: regionName.optional(),
  terminationProtection: z.boolean().optional(),
  baseUrl: z.string(),
  retentionDays: z.number().int().min(7).max(35).optional(),
  replication: z.enum(['none', 'standby', 'vault']).optional(),
  replicateTo: replicateTo.optional(),
  objectLockMode: z.enum(ObjectLockMode).optional(),
  vault: settings({
    complianceCoolingOffDays: z.number().int().min(3).optional(),
    objects: z.boolean().optional(),
    copyToVaultArns: z.array(vaultArn).min(1).optional(),
    airGappedCopy: z.boolean().optional(),
    automatedBackups: settings({ region: regionName, keyArn: keyArn.optional() }).optional(),
  }).optional(),
  deploymentCheck: z.enum(['fail', 'warn', 'off']).optional(),
  restoreTesting: z.enum(['weekly', 'monthly']).optional(),
  drill: z.enum(['weekly', 'monthly', 'never']).optional(),
  drillApplicationArn: z
    .string()
    .regex(/^arn:[a-z-]+:lambda:/, 'must be the ARN of a Lambda function')
    .optional(),
  drillSecurityGroupId: z.string().regex(/^sg-/, 'must be the ID of a security group, sg-…').optional(),
  traffic: existingWriters.optional(),
  wantedEventConsumers: z.array(z.string().regex(/^arn:/, 'must be an ARN')).optional(),
  longTransactions: z.enum(['hold', 'end']).optional(),
  erasures: erasures.optional(),
  hooks: z.array(hook).optional(),
  keepLostRowsDays: z.number().int().min(1).optional(),
  existingDatabase: existingDatabase.optional(),
  newDatabase: newDatabase.optional(),
  existingBucket: settings({ bucketName: z.string(), encryptionKeyArn: z.string().optional() }).optional(),
  existingNetwork: existingNetwork.optional(),
  natGateways: z.number().int().min(1).max(2, 'must be 1 or 2: the network has two zones').optional(),
  prefix: z.string().optional(),
  breakGlassRoleArn: z
    .string()
    .regex(/^arn:[a-z-]+:iam::\d{12}:role\/.+$/, 'must be the ARN of a role')
    .optional(),
  approvalRequired: z.boolean().optional(),
  maxDrillsPerDay: z.number().optional(),
  maxConcurrency: z.number().optional(),
  objectives: objectives.optional(),
  writeTokenSecretArn: z.string().optional(),
  allowPrivateAddresses: z.boolean().optional(),
  cutOverSecretArn: z.string().optional(),
  notifyEmail: z.email().optional(),
})
  .superRefine(({ baseUrl, allowPrivateAddresses }, context) => {
    try {
      Application.http({ baseUrl, allowPrivateAddresses });
    } catch (error) {
      context.addIssue({ code: 'custom', path: ['baseUrl'], message: (error as Error).message });
    }
  })
  .refine((given) => !(given.existingDatabase && given.newDatabase), {
    message: 'existingDatabase and newDatabase are mutually exclusive: remove one',
  })
  .refine((given) => !(given.existingBucket && given.replication && given.replication !== 'none'), {
    message: 'existingBucket is never changed: remove replication',
  })
  .refine((given) => !given.replicateTo || given.replication === 'standby' || given.replication === 'vault', {
    message: 'replicateTo needs `"replication": "standby"` or `"vault"`: add it',
  })
  .refine((given) => !given.objectLockMode || given.replication === 'vault', {
    message: 'objectLockMode is for the copy in a vault: add `"replication": "vault"`, or remove it',
  })
  .refine((given) => !given.replicateTo || (given.account && given.region), {
    message: 'replicateTo needs account and region of the environment: add both',
  });

const environments = z
  .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be a lower-case name'), environment)
  .refine((given) => Object.keys(given).length > 0, { message: 'must name at least one environment' });

/** One environment of `cdk.json`, ready for the stack. */
export interface Environment {
  readonly name: string;
  readonly account?: string;
  readonly region?: string;
  /** Set once the first deployment has succeeded: one that fails has to be cleaned up. @default false */
  readonly terminationProtection?: boolean;
  readonly settings: PegasusEnvironmentSettings;
}

/**
 * Validates the settings of all environments, so that synthesising one also finds a mistake in another.
 *
 * @param given `environments` of the context
 * @param chosen `environment` of the context; all when undefined
 * @throws Error that lists every invalid setting
 */
export function environmentsOf(given: unknown, chosen: unknown): Environment[] {
  const parsed = environments.safeParse(given);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      ({ path, message }) => `  ${['environments', ...path].join('.')}: ${message}`,
    );
    throw new Error(`Invalid settings in cdk.json:\n${issues.join('\n')}`);
  }
  const names = Object.keys(parsed.data);
  if (chosen !== undefined && !names.includes(String(chosen))) {
    throw new Error(`The environment '${chosen}' is not in cdk.json: choose one of ${names.join(', ')}.`);
  }
  return Object.entries(parsed.data)
    .filter(([name]) => chosen === undefined || name === chosen)
    .map(([name, { account, region, terminationProtection, ...settings }]) => ({
      name,
      account,
      region,
      terminationProtection,
      settings: settingsOf(settings),
    }));
}

type Given = Omit<z.output<typeof environment>, 'account' | 'region' | 'terminationProtection'>;

function settingsOf({
  retentionDays,
  replication,
  objectLockMode,
  vault,
  deploymentCheck,
  restoreTesting,
  drill,
  longTransactions,
  keepLostRowsDays,
  objectives,
  ...settings
}: Given): PegasusEnvironmentSettings {
  return {
    ...settings,
    retention: retentionDays === undefined ? undefined : Retention.of(Duration.days(retentionDays)),
    replication: replication && replicationOf(replication, objectLockMode),
    vault: vault && vaultOf(vault),
    copyToVaultArns: vault?.copyToVaultArns,
    deploymentCheck: deploymentCheck && DeploymentCheck[deploymentCheck](),
    restoreTesting: restoreTesting && RestoreTesting[restoreTesting](),
    drill: drill && DrillSchedule[drill](),
    longTransactions: longTransactions && LongTransactions[longTransactions](),
    keepLostRows: keepLostRowsDays === undefined ? undefined : Duration.days(keepLostRowsDays),
    objectives: objectives && {
      recoveryPoint: minutes(objectives.recoveryPointMinutes),
      recoveryTime: minutes(objectives.recoveryTimeMinutes),
    },
  };
}

const replicationOf = (mode: NonNullable<Given['replication']>, objectLockMode: ObjectLockMode | undefined) =>
  mode === 'none' ? Replication.none() : Replication[mode](undefined, { objectLockMode });

const vaultOf = ({
  complianceCoolingOffDays,
  objects,
  airGappedCopy,
  automatedBackups,
}: NonNullable<Given['vault']>) => ({
  lock: lockOf(complianceCoolingOffDays),
  objects,
  copies: airGappedCopy ? [SnapshotCopy.airGapped()] : undefined,
  automatedBackups: automatedBackups && AutomatedBackupsCopy.toRegion(automatedBackups.region, automatedBackups.keyArn),
});

/** Undefined: the default of PegasusBackup, governance mode. */
const lockOf = (days: number | undefined): VaultLock | undefined =>
  days === undefined ? undefined : VaultLock.compliance({ coolingOff: Duration.days(days) });

const minutes = (given: number | undefined): Duration | undefined =>
  given === undefined ? undefined : Duration.minutes(given);
