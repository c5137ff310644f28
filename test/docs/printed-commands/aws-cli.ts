import * as backup from '@aws-sdk/client-backup';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as rds from '@aws-sdk/client-rds';
import * as tagging from '@aws-sdk/client-resource-groups-tagging-api';
import * as s3 from '@aws-sdk/client-s3';
import * as secrets from '@aws-sdk/client-secrets-manager';
import * as sfn from '@aws-sdk/client-sfn';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';

/** The clients of the services that this machine serves, and how each spells its parameters. */
const SERVICES = {
  backup: { client: () => new backup.BackupClient(), commands: backup, first: 'upper' },
  cloudformation: { client: () => new cloudformation.CloudFormationClient(), commands: cloudformation, first: 'upper' },
  iam: { client: () => new iam.IAMClient(), commands: iam, first: 'upper' },
  kms: { client: () => new kms.KMSClient(), commands: kms, first: 'upper' },
  logs: { client: () => new logs.CloudWatchLogsClient(), commands: logs, first: 'lower' },
  rds: { client: () => new rds.RDSClient(), commands: rds, first: 'upper' },
  resourcegroupstaggingapi: {
    client: () => new tagging.ResourceGroupsTaggingAPIClient(),
    commands: tagging,
    first: 'upper',
  },
  secretsmanager: { client: () => new secrets.SecretsManagerClient(), commands: secrets, first: 'upper' },
  sts: { client: () => new sts.STSClient(), commands: sts, first: 'upper' },
  lambda: { client: () => new lambda.LambdaClient(), commands: lambda, first: 'upper' },
  s3api: { client: () => new s3.S3Client(), commands: s3, first: 'upper' },
  ssm: { client: () => new ssm.SSMClient(), commands: ssm, first: 'upper' },
  stepfunctions: { client: () => new sfn.SFNClient(), commands: sfn, first: 'lower' },
} as const;

/** Of the AWS CLI itself: they say how the answer is shown. So `Output` of an operation has another name there; an acronym is one word. */
const SHOWING = ['query', 'output', 'max-items'];
const OTHERWISE: Readonly<Record<string, string>> = {
  'task-output': 'output',
  uuid: 'UUID',
  'db-instance-identifier': 'DBInstanceIdentifier',
  'db-subnet-group-name': 'DBSubnetGroupName',
};
/** Commands whose names have an acronym. */
const DB = /^(delete|describe)-db-/;

/**
 * Sends a command line of the AWS CLI through the SDK: the CLI is not needed, and a service, an operation or a parameter
 * that does not exist is an error all the same.
 */
export async function sendAsAwsCli(words: readonly string[]): Promise<object> {
  const { client, command } = requestOf(words);
  try {
    const send = client.send.bind(client) as (command: object) => Promise<object>;
    return await send(command);
  } finally {
    client.destroy();
  }
}

/** @returns parameters that the operation does not have; nothing is sent */
export function unknownParameters(words: readonly string[]): readonly string[] {
  const { client, command } = requestOf(words);
  client.destroy();
  const { input, schema } = command as { input: object; schema: readonly unknown[] };
  const structure = schema[4];
  const [, , , , members] = (typeof structure === 'function' ? structure() : structure) as readonly unknown[];
  return Object.keys(input).filter((name) => !(members as readonly string[]).includes(name));
}

function requestOf(words: readonly string[]) {
  const [, service = '', operation = '', ...rest] = words;
  const known = SERVICES[service as keyof typeof SERVICES];
  if (known === undefined) throw new Error(`\`aws ${service}\` is none of ${Object.keys(SERVICES).join(', ')}.`);
  const Made = (known.commands as unknown as Record<string, new (input: object) => object>)[
    `${pascal(operation).replace(DB.test(operation) ? /^(Delete|Describe)Db/ : /$^/, '$1DB')}Command`
  ];
  if (Made === undefined) throw new Error(`\`aws ${service} ${operation}\` is no operation.`);
  return { client: known.client(), command: new Made(parametersOf(rest, known.first)) };
}

function parametersOf(rest: readonly string[], first: 'upper' | 'lower'): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (let i = 0; i < rest.length; i++) {
    const name = /^--(.+)$/.exec(rest[i]!)?.[1];
    // The file that the answer is written to.
    if (name === undefined) continue;
    const valued = rest[i + 1] !== undefined && !rest[i + 1]!.startsWith('--');
    const value = valued ? rest[++i] : true;
    if (SHOWING.includes(name)) continue;
    const upper = pascal(OTHERWISE[name] ?? name);
    parameters[first === 'upper' ? upper : upper[0]!.toLowerCase() + upper.slice(1)] = shorthand(value);
  }
  return parameters;
}

/** `Key=a,Values=b` */
function shorthand(value: string | true | undefined): unknown {
  const [, Key, one] = /^Key=([^,]+),Values=(.+)$/.exec(String(value)) ?? [];
  return Key === undefined ? value : [{ Key, Values: [one] }];
}

const pascal = (kebab: string) => kebab.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
