import { GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetTopicAttributesCommand, NotFoundException, SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import type { PolicyStatement } from '../../domain/objects/keep-policy';
import type { FoundTopic } from '../../domain/readiness/notifications';
import { IMPATIENT } from '../execution/fail-fast-client';
import { describeKey } from './encryption-keys';

const policy = z.object({ Statement: z.array(z.looseObject({ Effect: z.string() })) });
const statementsOf = (text: string | undefined): readonly PolicyStatement[] =>
  policy.parse(JSON.parse(text ?? '{"Statement":[]}')).Statement;

/** @returns undefined when there is no such topic */
export async function findTopic(TopicArn: string): Promise<FoundTopic | undefined> {
  try {
    const { Attributes = {} } = await new SNSClient(IMPATIENT).send(new GetTopicAttributesCommand({ TopicArn }));
    const { KmsMasterKeyId: key, Policy } = Attributes;
    return { policy: statementsOf(Policy), ...(key && { key: await keyOf(key) }) };
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

async function keyOf(key: string): Promise<FoundTopic['key']> {
  const kms = new KMSClient(IMPATIENT);
  const found = await describeKey(kms, key);
  // The one of AWS is not asked about: its policy cannot be changed. Of one that is gone there is none.
  if (found.ofAws || found.state === 'NotFound') return { ...found, policy: [] };
  const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: found.arn, PolicyName: 'default' }));
  return { ...found, policy: statementsOf(Policy) };
}
