import * as z from 'zod';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../service';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

const Properties = z.strictObject({
  KeySpec: z.enum(['SYMMETRIC_DEFAULT', 'ECC_NIST_P256']).default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY']).default('ENCRYPT_DECRYPT'),
  Description: z.unknown().optional(),
  EnableKeyRotation: z.unknown().optional(),
  KeyPolicy: z.unknown().optional(),
  PendingWindowInDays: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

/** One that signs, does; nothing is encrypted on this machine. */
export async function createKey(request: ResourceRequest): Promise<Resource> {
  const { KeySpec, KeyUsage, KeyPolicy } = Properties.parse(request.properties);
  const signs = KeySpec === 'ECC_NIST_P256';
  if (signs !== (KeyUsage === 'SIGN_VERIFY')) throw new Error(`\`KeyUsage\` ${KeyUsage} is none of ${KeySpec}`);
  const name = physicalName(request, 128);
  const arn = `arn:aws:kms:${LOCAL_REGION}:${LOCAL_ACCOUNT}:key/${name}`;
  const { keys } = request.services;
  if (signs) keys.createSigningKey(arn);
  else keys.create(arn);
  if (KeyPolicy !== undefined) keys.policies.set(arn, KeyPolicy);
  return { ref: name, attributes: { Arn: arn, KeyId: name } };
}
