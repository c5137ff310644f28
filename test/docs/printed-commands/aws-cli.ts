import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as sfn from '@aws-sdk/client-sfn';
import * as ssm from '@aws-sdk/client-ssm';

/** The clients of the services that this machine serves, and how each spells its parameters. */
const SERVICES = {
  kms: { client: () => new kms.KMSClient(), commands: kms, first: 'upper' },
  lambda: { client: () => new lambda.LambdaClient(), commands: lambda, first: 'upper' },
  s3api: { client: () => new s3.S3Client(), commands: s3, first: 'upper' },
  ssm: { client: () => new ssm.SSMClient(), commands: ssm, first: 'upper' },
  stepfunctions: { client: () => new sfn.SFNClient(), commands: sfn, first: 'lower' },
} as const;

/** Of the AWS CLI itself: they say how the answer is shown. So `Output` of an operation has another name there; an acronym is one word. */
const SHOWING = ['query', 'output'];
const OTHERWISE: Readonly<Record<string, string>> = { 'task-output': 'output', uuid: 'UUID' };

/**
 * Sends a command line of the AWS CLI through the SDK: the CLI is not needed, and a service, an operation or a parameter
 * that does not exist is an error all the same.
 */
export async function sendAsAwsCli(words: readonly string[]): Promise<object> {
  const [, service = '', operation = '', ...rest] = words;
  const known = SERVICES[service as keyof typeof SERVICES];
  if (known === undefined) throw new Error(`\`aws ${service}\` is none of ${Object.keys(SERVICES).join(', ')}.`);
  const Made = (known.commands as unknown as Record<string, new (input: object) => object>)[
    `${pascal(operation)}Command`
  ];
  if (Made === undefined) throw new Error(`\`aws ${service} ${operation}\` is no operation.`);
  const client = known.client();
  try {
    const send = client.send.bind(client) as (command: object) => Promise<object>;
    return await send(new Made(parametersOf(rest, known.first)));
  } finally {
    client.destroy();
  }
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
    parameters[first === 'upper' ? upper : upper[0]!.toLowerCase() + upper.slice(1)] = value;
  }
  return parameters;
}

const pascal = (kebab: string) => kebab.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
