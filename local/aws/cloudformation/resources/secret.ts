import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

const Generate = z.strictObject({
  PasswordLength: z.number().default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  /** Only `false` is accepted: required types are not implemented here. */
  RequireEachIncludedType: z.literal(false).optional(),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});
const Properties = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: Generate.optional(),
  KmsKeyId: z.unknown().optional(),
  ReplicaRegions: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

export async function createSecret(request: ResourceRequest): Promise<Resource> {
  const { Name, Description, SecretString, GenerateSecretString } = Properties.parse(request.properties);
  const value = SecretString ?? (GenerateSecretString && generate(GenerateSecretString));
  const { arn } = request.services.secrets.create(Name ?? physicalName(request, 512), value, Description);
  return { ref: arn, attributes: { Id: arn } };
}

function generate(wanted: z.output<typeof Generate>): string {
  const alphabet = [
    wanted.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    wanted.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    wanted.ExcludeNumbers ? '' : '0123456789',
    wanted.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    wanted.IncludeSpace ? ' ' : '',
  ].join('');
  const allowed = [...alphabet].filter((character) => !wanted.ExcludeCharacters.includes(character));
  if (allowed.length === 0) throw new Error('`GenerateSecretString` leaves no character to choose from');
  const password = Array.from({ length: wanted.PasswordLength }, () => allowed[randomInt(allowed.length)]).join('');
  if (wanted.GenerateStringKey === undefined) return password;
  const template = z.record(z.string(), z.unknown()).parse(JSON.parse(wanted.SecretStringTemplate ?? '{}'));
  return JSON.stringify({ ...template, [wanted.GenerateStringKey]: password });
}
