import { renameSync, writeFileSync } from 'node:fs';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { StepName } from '../../../domain/workflow/workflow';
import { BUCKET, COPIES, SIGNING_KEY, STACK, type World } from './world';

/** What a printed command needs, and what the page says of its outcome. */
export interface Preparation {
  readonly of: RegExp;
  /** @returns variables, and words that stand for others: `ARN`, `N` */
  readonly prepare?: (world: World, line: string) => Promise<Variables>;
  /** @default 0 */
  readonly exitCode?: number;
  readonly says: RegExp;
}
type Variables = Readonly<Record<string, string>>;

const refusedOnce = (step: StepName, attempt: number) =>
  step === 'RestoreDatabase' && attempt === 0 ? 'DatabaseRefused' : undefined;

const danglingOnce = (step: StepName, attempt: number) =>
  step === 'ProveReferences' && attempt === 0 ? 'DanglingReferences' : undefined;

const objects = async (): Promise<Variables> => ({
  BUCKET,
  PREFIX: 'pegasus/',
  BACKUP_BUCKET: COPIES,
  TARGET_TIME: '2026-11-23T04:00:00Z',
  EVIDENCE_BUCKET: 'evidence',
});

const ended = async (world: World): Promise<Variables> => {
  const EXECUTION = await world.restoreUntil('ended');
  return { EXECUTION, ARN: EXECUTION };
};

/** A parameter of traffic, as a restore leaves it. */
const traffic = async ({ aws }: World): Promise<Variables> => {
  aws.parameters.put('/traffic', '{"mode":"frozen","generation":3}', 'String', true);
  return { TRAFFIC_PARAMETER: '/traffic', N: '3' };
};

/** A stack that stands, with one bucket. */
const dev = async ({ aws }: World): Promise<Variables> => {
  const Tags = [{ Key: 'pegasus-backup:environment', Value: 'dev' }];
  const resource = {
    ...{ logicalId: 'Objects', type: 'AWS::S3::Bucket', physicalId: 'pegasus-dev-objects' },
    ...({ deletionPolicy: 'Delete', properties: { Tags }, status: 'CREATE_COMPLETE' } as const),
  };
  aws.stacks.stand('pegasus-dev', {}, { resources: [resource] });
  return {};
};

const vault = async ({ aws }: World): Promise<Variables> => {
  aws.vaults.vaults.set('vault', { minRetentionDays: 7, recoveryPoints: ['point'] });
  return { VAULT: 'vault' };
};

/** In the order in which they are tried: the first that fits prepares the line. */
export const PREPARATIONS: readonly Preparation[] = [
  // The state machine
  { of: /^pegasus-backup restore .*--follow/, says: /ResumeTraffic .*\nverified: /s },
  { of: /^pegasus-backup restore .*--(drill|scope|thaw)/, says: /^started arn:aws:states:/ },
  {
    of: /^pegasus-backup decide .*--action abort/,
    prepare: async (world) => {
      world.bed.planned = { approvalRequired: true };
      return { EXECUTION: await world.restoreUntil('asked') };
    },
    says: /^Refused by "grace" .*: "not during the exam"\. The restore ends; nothing was changed\. Decided in arn:/,
  },
  {
    of: /^pegasus-backup decide .*--action approve/,
    prepare: async (world) => {
      world.bed.planned = { approvalRequired: true };
      return { EXECUTION: await world.restoreUntil('asked') };
    },
    says: /^Approved by "grace" .* continues\. Decided in arn:/,
  },
  {
    of: /^pegasus-backup decide .*--action retry/,
    prepare: async (world) => {
      world.bed.failing = refusedOnce;
      return { EXECUTION: await world.restoreUntil('asked') };
    },
    says: /^"grace" decided `retry` at .*: "the quota was raised"\. Decided in arn:/,
  },
  {
    of: /^pegasus-backup decide .*--action accept-losses .*--losses losses\.json/,
    prepare: async (world) => {
      world.bed.failing = danglingOnce;
      const EXECUTION = await world.restoreUntil('asked');
      const losses = JSON.stringify([{ key: 'pegasus/a', row: 'lectures a (audio_path)' }]);
      await world.left('attempt-0/losses.json', losses);
      writeFileSync('losses.json', losses);
      return { EXECUTION };
    },
    says: /decided `accept-losses` at .*\. The restore continues at .*\. Decided in arn:/,
  },
  { of: /^pegasus-backup status /, prepare: ended, says: /PlanRestore .*WriteReport .*SUCCEEDED/s },
  { of: /^pegasus-backup report .*--root-cause/, prepare: ended, says: /## Root cause/ },
  {
    of: /^pegasus-backup report .*--state-machine ARN/,
    prepare: async (world) => ({ ARN: (await ended(world)).ARN!.replace(/:execution:(.*):.*/, ':stateMachine:$1') }),
    says: /VERIFIED/,
  },
  { of: /^pegasus-backup report /, prepare: ended, says: /VERIFIED/ },

  {
    of: /^pegasus-backup verify-report /,
    prepare: async (world) => {
      await world.signedFiles();
      return { STACK };
    },
    says: /^genuine: report/,
  },

  // The stores
  {
    of: /^pegasus-backup verify /,
    prepare: async ({ database }) => ({ 'postgresql://reader@host:5432/pegasus': database.url }),
    says: /passed +references: 1 found.*\nverified: /s,
  },
  {
    of: /^pegasus-backup rewind .*--undo .*--evidence-bucket/,
    prepare: async (world) => ({ ...(await objects()), RUN: await world.rewound('--evidence-bucket', 'evidence') }),
    says: /^undo of .*: verified .*1 copied, 1 marked, 0 failed/s,
  },
  {
    of: /^pegasus-backup rewind .*--undo/,
    prepare: async (world, line) => {
      const run = await world.rewound();
      const named = /--undo (2026\S+)/.exec(line)?.[1];
      if (named !== undefined) renameSync(`pegasus-rewind-${run}`, `pegasus-rewind-${named}`);
      return { ...(await objects()), RUN: run };
    },
    says: /^undo of .*: verified .*1 copied, 1 marked, 0 failed/s,
  },
  { of: /^pegasus-backup rewind .*--thaw/, prepare: objects, says: /^thaw of .*: planned/ },
  {
    // A replica that lacks something is named, with how to go on.
    of: /^pegasus-backup rewind .*--from-replica/,
    prepare: async () => ({ ...(await objects()), REPLICA: 'replica' }),
    exitCode: 2,
    says: /The replica replica is incomplete: .* Continue with `--accept-loss`/,
  },
  { of: /^pegasus-backup rewind .*--dry-run/, prepare: objects, says: /^rewind of .*: planned .*to copy +2 keys/s },
  {
    of: /^pegasus-backup rewind .*--to/,
    prepare: objects,
    says: /^rewind of .*: verified .*2 copied, 0 marked, 0 failed/s,
  },
  { of: /^pegasus-backup copy-objects /, prepare: objects, says: /^copy-objects of .* to s3:.*: verified .*1 copied/s },
  {
    of: /^pegasus-backup restore-object-copy .*--dry-run/,
    prepare: objects,
    says: /restore-object-copy of .*: planned .*to copy +1 keys/s,
  },
  {
    of: /^pegasus-backup restore-object-copy /,
    prepare: objects,
    says: /restore-object-copy of .*: verified .*1 copied, 0 marked, 0 failed/s,
  },
  { of: /^pegasus-backup database-users /, says: /create role pegasus_backup_reader login/ },

  // The AWS CLI, where this machine serves the operation; `says` is what the answer has
  {
    of: /^aws stepfunctions start-execution/,
    prepare: async (world) => ({ OBJECT_COPIES: await world.bed.stateMachine() }),
    says: /executionArn/,
  },
  { of: /^aws ssm get-parameter(-history)? --name \$/, prepare: traffic, says: /"Value":"\{\\"mode\\":\\"frozen/ },
  { of: /^aws ssm put-parameter/, prepare: traffic, says: /"Version":/ },
  {
    of: /^aws s3api get-object /,
    prepare: async (world) => ({ BUCKET, KEY: 'pegasus/b', VERSION: await world.versionOf('pegasus/b') }),
    says: /"ContentLength":4/,
  },
  {
    of: /^aws s3api copy-object/,
    prepare: async (world) => {
      const VERSION = await world.versionOf('pegasus/b');
      return { BUCKET, EVIDENCE_BUCKET: BUCKET, KEY: 'pegasus/b', VERSION };
    },
    says: /"CopyObjectResult":/,
  },
  {
    of: /^aws kms get-public-key/,
    prepare: async () => ({ ARN: SIGNING_KEY }),
    says: /"SigningAlgorithms":\["ECDSA_SHA_256"\]/,
  },
  { of: /^aws kms cancel-key-deletion/, prepare: async () => ({ KEY: 'key' }), says: /"KeyId":"key"/ },
  {
    of: /^aws kms enable-key/,
    prepare: async ({ aws }) => {
      aws.keys.states.set('key', 'Disabled');
      return { KEY: 'key' };
    },
    says: /./,
  },
  {
    of: /^aws lambda update-event-source-mapping/,
    prepare: async ({ aws }) => {
      aws.functions.eventSources.create('mapping', false);
      return { UUID: 'mapping' };
    },
    says: /"State":"Enabling"/,
  },
  {
    of: /^aws lambda invoke/,
    prepare: async ({ aws }) => {
      aws.functions.intercept = async () => ({ answer: { checked: 1 } });
      return { WRITE_BASELINE: 'write-baseline' };
    },
    says: /"StatusCode":200/,
  },

  // What an environment leaves, and what is left of it
  { of: /^aws sts get-caller-identity/, says: /"Account":"000000000000"/ },
  {
    of: /^aws cloudformation (describe-stacks|list-stack-resources)/,
    prepare: dev,
    says: /pegasus-dev|"AWS::S3::Bucket"/,
  },
  {
    of: /^aws backup delete-backup-vault-lock-configuration --/,
    prepare: vault,
    says: /./,
  },
  { of: /^aws backup list-recovery-points-by-backup-vault/, prepare: vault, says: /"RecoveryPointArn":"point"/ },
  {
    of: /^aws backup delete-recovery-point/,
    prepare: async (world) => {
      const given = await vault(world);
      world.aws.vaults.vaults.set('vault', { recoveryPoints: ['point'] });
      return { ...given, RECOVERY_POINT: 'point' };
    },
    says: /./,
  },
  {
    of: /^aws s3api delete-bucket/,
    prepare: async (world) => {
      await world.s3.send(new CreateBucketCommand({ Bucket: 'emptied' }));
      return { BUCKET: 'emptied' };
    },
    says: /./,
  },
  { of: /^aws s3api list-object-versions/, prepare: async () => ({ BUCKET }), says: /"Versions":\[\{/ },
  {
    of: /^aws logs (describe-log-groups|delete-log-group)/,
    prepare: async ({ aws }) => {
      aws.logs.groups.add('/aws/rds/instance/pegasus-dev-database/postgresql');
      return { LOG_GROUP: '/aws/rds/instance/pegasus-dev-database/postgresql' };
    },
    says: /./,
  },
  {
    of: /^aws resourcegroupstaggingapi get-resources/,
    prepare: dev,
    says: /"ResourceARN":"arn:aws:s3:::pegasus-dev-objects"/,
  },
];

/** Lines that are read, not run, each with the reason. What they name must exist all the same. */
export const NOT_RUN: readonly (readonly [of: RegExp, why: string])[] = [
  [/^npm (ci|pack|install)\b/, 'test/package (the package installed from its tarball) does it'],
  [/^npm test\b/, 'this is it'],
  [/^npm run drill\b/, 'its arguments are read by the command itself; test/drill runs drills'],
  [/^npm run \S+/, 'minutes each; the script must exist'],
  [/^npx cdk synth\b/, '.ci/run does it for every environment'],
  [/^npx cdk (bootstrap|deploy|destroy)\b/, 'there is no account'],
  [/^pegasus-backup drill\b/, 'its arguments are read by the command itself; test/drill runs drills'],
  [/^aws s3 (cp|sync)\b/, 'file transfer of the AWS CLI itself, no operation of S3'],
  [/^aws sqs /, 'the queues of this machine answer no requests'],
  [
    /^aws (iam get-role|lambda get-account-settings|rds describe-account-attributes)\b/,
    'accounts of this machine have none',
  ],
  [
    /^aws backup (delete-backup-vault-lock-configuration$|describe-region-settings|delete-backup-vault)\b/,
    'vaults of this machine go with their stack',
  ],
  [/^aws rds describe-certificates\b/, 'there are no certificates on this machine'],
  [/^aws rds (describe|delete)-db-/, 'test/aws-check does it with databases; this test has none of RDS'],
  [/^aws (secretsmanager delete-secret|kms schedule-key-deletion)\b/, 'a stack of this machine deletes its own'],
  [/^aws s3api (delete-objects|get-object-retention)\b/, 'needs the file of the line before, or a lock'],
  [/^aws stepfunctions get-execution-history\b/, 'cli/commands/status.ts reads it'],
  [/^aws cloudformation describe-stack-events\b/, 'a deployment to this machine ends with the first error'],
  [/^aws ssm get-parameter --name \/cdk-bootstrap/, 'nothing is bootstrapped on this machine'],
  [/^undo pegasus-backup rewind /, 'what a run has printed; test/cli/commands/undo.test.ts types it'],
  [/^(pg_dump|psql) /, 'programs of PostgreSQL, which are not installed with this one'],
  [/^(grep|printf|sha256sum|cut)\b/, 'a program of the system'],
];

export const ADVICE =
  'test/docs/printed-commands/preparations.ts does not know this line: add to PREPARATIONS what it needs and what its page says of the outcome, or to NOT_RUN why it cannot be run here. A line of this program behind one that is not in STARTERS of shell.ts (sudo, npx) is not taken apart: write it alone.';
