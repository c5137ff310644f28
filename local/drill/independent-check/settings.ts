import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { Stage } from '../model';

/** What a restore drops: of the source, and of the database that the application is pointed at now. */
export async function readSettings({ database, secrets, databaseSecretArn }: Stage) {
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: databaseSecretArn }));
  return await database.settings(JSON.parse(SecretString));
}
