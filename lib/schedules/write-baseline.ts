import { EVIDENCE_LOCK_DAYS, KEPT_EVIDENCE } from '../../domain/workflow/kept-evidence';
import type { WriteBaselineEnvironment } from '../../lambda/schedules/write-baseline';
import { type HandlerDefinition, LONGEST } from '../handler/handler';
import { locksEvidence, readsSecret, writesBaselines } from '../handler/permission';
import type { RestoreResources } from '../restore/resources';
import { databaseEnvironment } from '../restore/shared/database-environment';
import { referencesOf } from '../restore/steps/prove-references';

export type BaselineResources = Pick<
  RestoreResources,
  'database' | 'bucket' | 'prefix' | 'references' | 'evidence' | 'network'
>;

export const writeBaseline = (resources: BaselineResources): HandlerDefinition<WriteBaselineEnvironment> => ({
  bundle: 'write-baseline',
  description: 'WriteBaseline: which rows of the running system refer to objects that are missing',
  environment: {
    ...databaseEnvironment(resources.database),
    EVIDENCE_BUCKET: resources.evidence.bucketName,
    EVIDENCE_LOCK_DAYS: String(EVIDENCE_LOCK_DAYS),
    PROTECTED_BUCKET: resources.bucket.bucketName,
    OBJECT_PREFIX: resources.prefix,
    DATABASE_IDENTIFIER: resources.database.identifier,
    DATABASE_SECRET_ARN: resources.database.readerCredentials.secretArn,
    REFERENCES: referencesOf(resources),
  },
  permissions: [
    ...resources.database._definition.permissions.describes,
    ...readsSecret(resources.database.readerCredentials, 'reads the references in the running database'),
    {
      reason: 'lists the keys that are there now',
      actions: ['s3:ListBucket'],
      resources: [resources.bucket.bucketArn],
    },
    ...writesBaselines(resources.evidence),
    ...locksEvidence(resources.evidence, KEPT_EVIDENCE.baseline),
  ],
  timeout: LONGEST,
  memorySize: 512,
  network: resources.network,
});
