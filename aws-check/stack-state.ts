import {
  DescribeStacksCommand,
  paginateListStackResources,
  type Stack,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import type { Clients } from './clients';
import { STACK, TAG, TAG_VALUE } from './names';

type Asked = Pick<Clients, 'cloudFormation'>;

/** @param name of the stack, or its ID, by which also a deleted one is found */
export async function describeStack({ cloudFormation }: Asked, name = STACK): Promise<Stack | undefined> {
  try {
    return (await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/** @throws Error for a stack of that name that no check has made */
export function assertOurs({ StackId, Tags = [] }: Stack): void {
  if (Tags.some(({ Key, Value }) => Key === TAG && Value === TAG_VALUE)) return;
  throw new Error(
    `The stack ${StackId ?? STACK} does not carry the tag \`${TAG}\` = \`${TAG_VALUE}\`, so no check has made it, and nothing of it is touched. Use another account or Region, or delete that stack yourself.`,
  );
}

export async function stackResources({ cloudFormation }: Asked, name = STACK): Promise<StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName: name })) {
    found.push(...(page.StackResourceSummaries ?? []));
  }
  return found;
}

export const outputsOf = ({ Outputs = [] }: Pick<Stack, 'Outputs'> = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));

export function output(outputs: Readonly<Record<string, string>>, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`The stack ${STACK} has no output \`${name}\`: deploy it again.`);
  return value;
}
