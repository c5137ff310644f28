import { EVIDENCE_LOCK_DAYS, KEPT_EVIDENCE } from '../../domain/workflow/kept-evidence';
import type { WriteManifestEnvironment } from '../../lambda/schedules/write-manifest';
import { type HandlerDefinition, LONGEST } from '../handler/handler';
import { locksEvidence, readsSecret, writesManifests } from '../handler/permission';
import type { RestoreResources } from '../restore/resources';
import { databaseEnvironment } from '../restore/shared/database-environment';

export type ManifestResources = Pick<RestoreResources, 'database' | 'evidence' | 'network'>;

export const writeManifest = ({
  database,
  evidence,
  network,
}: ManifestResources): HandlerDefinition<WriteManifestEnvironment> => ({
  bundle: 'write-manifest',
  description: 'WriteManifest: the settings of the source, everything that a restore drops, and what it holds',
  environment: {
    ...databaseEnvironment(database),
    EVIDENCE_BUCKET: evidence.bucketName,
    EVIDENCE_LOCK_DAYS: String(EVIDENCE_LOCK_DAYS),
    DATABASE_IDENTIFIER: database.identifier,
    DATABASE_SECRET_ARN: database.credentials.secretArn,
  },
  permissions: [
    ...database._definition.permissions.describes,
    ...database._definition.permissions.readsParameterGroups,
    ...database._definition.permissions.findsDependents,
    ...readsSecret(database.credentials, 'connects to count rows, and notes the version of the secret'),
    ...writesManifests(evidence),
    ...locksEvidence(evidence, KEPT_EVIDENCE.manifest),
  ],
  timeout: LONGEST,
  network,
});
