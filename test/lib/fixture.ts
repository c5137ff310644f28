import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  DatabaseInstance,
  DatabaseInstanceEngine,
  type DatabaseInstanceProps,
  PostgresEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import { Bucket, type BucketProps } from 'aws-cdk-lib/aws-s3';
import {
  Application,
  DailyObjectCopies,
  type DailyObjectCopiesOptions,
  PegasusBackup,
  type PegasusBackupProps,
  ProtectedDatabase,
} from '../../lib';

export interface FixtureProps {
  readonly database?: Partial<DatabaseInstanceProps>;
  readonly bucket?: BucketProps;
  readonly backup?: Partial<PegasusBackupProps>;
  /** With daily snapshots to a bucket of the stack. */
  readonly objectCopies?: DailyObjectCopiesOptions;
}

/** A stack with a database, a bucket and their backup, as somebody would write it who knows nothing of backups. */
export function fixture(props: FixtureProps = {}) {
  const stack = new Stack(new App(), 'Test');
  const vpc = new Vpc(stack, 'Vpc');
  const db = new DatabaseInstance(stack, 'Database', {
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
    vpc,
    storageEncrypted: true,
    ...props.database,
  });
  const bucket = new Bucket(stack, 'Objects', props.bucket);
  const backup = new PegasusBackup(stack, 'Backup', {
    database: ProtectedDatabase.instance(db),
    bucket,
    application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
    vpc,
    dailyObjectCopies: props.objectCopies && DailyObjectCopies.to(new Bucket(stack, 'Snapshots'), props.objectCopies),
    ...props.backup,
  });
  return { stack, db, bucket, backup, template: () => Template.fromStack(stack) };
}

/** A statement of a policy. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Role → what its policies say: those that it holds, those beside it, and those of the template that it shares. */
export function statementsByRole(template: Template): [role: string, statements: readonly Statement[]][] {
  const policies = template.findResources('AWS::IAM::Policy');
  const shared = template.findResources('AWS::IAM::ManagedPolicy');
  const isOf = (role: string) => (to: unknown) => Object(to).Ref === role;
  return Object.entries(template.findResources('AWS::IAM::Role')).map(([role, { Properties }]) => [
    role,
    [
      ...(Properties.Policies ?? []),
      ...[policies, shared]
        .flatMap((all) => Object.values(all))
        .map((one) => one.Properties)
        .filter(({ Roles = [] }) => Roles.some(isOf(role))),
      ...(Properties.ManagedPolicyArns ?? [])
        .map((arn: unknown) => shared[Object(arn).Ref]?.Properties)
        .filter((one: unknown) => one !== undefined),
    ].flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
  ]);
}

/** What the roles allow whose logical id matches. */
export const allowedTo = (template: Template, role: RegExp): readonly Statement[] =>
  statementsByRole(template)
    .filter(([id]) => role.test(id))
    .flatMap(([, statements]) => statements)
    .filter(({ Effect }) => Effect === 'Allow');

/** A value of a template with its references as plain words, so that it can be read and parsed. */
export function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [intrinsic, argument] = Object.entries(value)[0]!;
  if (intrinsic === 'Fn::Join') return argument[1].map(plain).join(argument[0]);
  if (intrinsic === 'Fn::GetAtt') {
    return argument[1] === 'Arn' ? `arn:aws:lambda:us-east-1:000000000000:function:${argument[0]}` : argument.join('.');
  }
  return argument === 'AWS::Partition' ? 'aws' : String(argument);
}

/** The definition of a state machine of the backup, as CDK writes it. @param name `Restore` or `Decisions` */
export function definitionOf(template: Template, name: 'Restore' | 'Decisions' = 'Restore'): string {
  const [, found] = Object.entries(template.findResources('AWS::StepFunctions::StateMachine')).find(([id]) =>
    id.startsWith(`Backup${name}`),
  )!;
  return plain(found.Properties.DefinitionString);
}
