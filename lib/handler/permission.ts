import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import { DATA_LOSS } from '../../domain/report/data-loss';
import { EVIDENCE_LOCK_DAYS } from '../../domain/workflow/kept-evidence';
import { arnOfKey, keyScopes } from './key-scopes';
import { explainWildcard } from './wildcards';

/** What a handler may do, and why. The reason is also the one that cdk-nag is told where a resource has a wildcard. */
export interface Permission {
  readonly reason: string;
  /** `deny` stands above everything that this or any other policy allows. @default 'allow' */
  readonly effect?: 'allow' | 'deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
}

/** Gives a role its permissions, and cdk-nag the reason of each wildcard in them. */
export function permit(role: Role, permissions: readonly Permission[]): void {
  for (const { reason, effect, actions, resources, conditions } of permissions) {
    const statement = { actions: [...actions], resources: [...resources], conditions };
    role.addToPolicy(new PolicyStatement({ ...statement, effect: effect === 'deny' ? Effect.DENY : Effect.ALLOW }));
    for (const resource of resources) {
      if (effect !== 'deny' && /[*?]/.test(resource)) explainWildcard(role, resource, reason);
    }
  }
}

/** `locks/`, `freezes/` and `manifests/` of the evidence bucket, as domain and handlers name them. */
const LOCKS = 'locks/*';
const FREEZES = 'freezes/*';
const MANIFESTS = 'manifests/*';
const BASELINES = 'baselines/*';

/** @param what it writes, below the evidence bucket */
export const locksEvidence = (evidence: IBucket, what: string): Permission[] => [
  {
    reason: 'locks what it writes, and for no longer than a year: no other role can delete it then',
    actions: ['s3:PutObjectRetention'],
    resources: [evidence.arnForObjects(what)],
    conditions: {
      NumericLessThanEquals: { 's3:object-lock-remaining-retention-days': String(EVIDENCE_LOCK_DAYS + 1) },
    },
  },
];

/** No handler reads it: whole rows of the application are for who is granted them by `grantReadDataLoss`. */
export const writesDataLoss = (evidence: IBucket): Permission[] => [
  {
    reason: 'writes rows and keys of after the target time, which no handler reads',
    actions: ['s3:PutObject'],
    resources: [evidence.arnForObjects(`${DATA_LOSS}*`)],
  },
];

/** The keys that the restore has listed for itself, and nothing else of what is lost. */
export const readsErasures = (evidence: IBucket): Permission[] => [
  {
    reason: 'reads who was erased after the target time',
    actions: ['s3:GetObject'],
    resources: [evidence.arnForObjects(`${DATA_LOSS}*/erasures/*`)],
  },
];

/** Together with `readsRuns`, which may list. */
export const readsManifests = (evidence: IBucket): Permission[] => [
  {
    reason: 'reads what the source was like when its manifest was written',
    actions: ['s3:GetObject'],
    resources: [evidence.arnForObjects(MANIFESTS)],
  },
];

export const writesManifests = (evidence: IBucket): Permission[] => [
  {
    reason: 'writes the manifest of the source',
    actions: ['s3:PutObject'],
    resources: [evidence.arnForObjects(MANIFESTS)],
  },
  ...usesKey(evidence.encryptionKey, ['kms:GenerateDataKey', 'kms:Decrypt'], 'evidence is encrypted with this key'),
];

/** Together with `readsRuns`, which may list. */
export const readsBaselines = (evidence: IBucket): Permission[] => [
  {
    reason: 'reads what was broken before the target time',
    actions: ['s3:GetObject'],
    resources: [evidence.arnForObjects(BASELINES)],
  },
];

export const writesBaselines = (evidence: IBucket): Permission[] => [
  {
    reason: 'writes what is broken now',
    actions: ['s3:PutObject'],
    resources: [evidence.arnForObjects(BASELINES)],
  },
  ...usesKey(evidence.encryptionKey, ['kms:GenerateDataKey', 'kms:Decrypt'], 'evidence is encrypted with this key'),
];

export const takesLock = (evidence: IBucket): Permission[] => [
  {
    reason: 'reads the lock and writes it conditionally',
    actions: ['s3:GetObject', 's3:PutObject'],
    resources: [evidence.arnForObjects(LOCKS)],
  },
];

export const keepsFreeze = (evidence: IBucket): Permission[] => [
  {
    reason: 'reads and writes what stands frozen, whichever run froze it',
    actions: ['s3:GetObject', 's3:PutObject'],
    resources: [evidence.arnForObjects(FREEZES)],
  },
];

export const readsSecret = (secret: ISecret, reason: string): Permission[] => [
  { reason, actions: ['secretsmanager:GetSecretValue'], resources: [arnOf(secret)] },
  ...usesKey(secret.encryptionKey, ['kms:Decrypt'], 'the secret is encrypted with this key'),
];

export const describesSecret = (secret: ISecret, reason: string): Permission[] => [
  { reason, actions: ['secretsmanager:DescribeSecret'], resources: [arnOf(secret)] },
];

export const rewritesSecret = (secret: ISecret, reason: string): Permission[] => [
  { reason, actions: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], resources: [arnOf(secret)] },
  ...usesKey(secret.encryptionKey, ['kms:Decrypt', 'kms:GenerateDataKey'], 'the secret is encrypted with this key'),
];

export const setsTraffic = (parameter: IStringParameter, reason: string): Permission[] => [
  { reason, actions: ['ssm:GetParameter', 'ssm:PutParameter'], resources: [parameter.parameterArn] },
];

export const publishes = (topic: ITopic, reason: string): Permission[] => [
  { reason, actions: ['sns:Publish'], resources: [topic.topicArn] },
  ...usesKey(topic.masterKey, ['kms:GenerateDataKey', 'kms:Decrypt'], 'what is told is encrypted with this key'),
];

export const usesKey = (key: IKey | undefined, actions: readonly string[], reason: string): Permission[] =>
  key ? keyScopes([arnOfKey(key)]).map((scope) => ({ reason, actions, ...scope })) : [];

/** Secrets Manager adds six characters to an ARN; a secret imported by name lacks them. */
const arnOf = (secret: ISecret): string => secret.secretFullArn ?? `${secret.secretArn}-??????`;
