import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Secrets } from '../../execution/secrets';
import { Dumps } from '../dumps';
import { connect, parseDatabaseSecret } from '../postgres';
import { RestoreTasks } from './restore-tasks';
import type { SelfManagedWorld } from './self-managed';
import type { SelfManagedEnvironment } from './self-managed-settings';

/** How the clients of AWS are set, where a caller is impatient. */
export interface ClientSettings {
  readonly maxAttempts?: number;
  readonly requestHandler?: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

/** The server is where the secret says, whichever of its databases the application uses. */
export async function selfManagedWorld(
  settings: SelfManagedEnvironment,
  clients: ClientSettings,
): Promise<SelfManagedWorld> {
  const secrets = new Secrets(new SecretsManagerClient(clients));
  const { host, port } = parseDatabaseSecret((await secrets.read(settings.secretArn)).text);
  if (host === undefined) {
    throw new Error(`The secret \`${settings.secretArn}\` has no \`host\`: write into it where the server is.`);
  }
  return {
    host,
    port,
    dumps: new Dumps(new S3Client(clients), settings.dumps),
    tasks: new RestoreTasks(new ECSClient(clients), settings),
    session: async (work, database) => {
      const client = await connect({ secretArn: settings.secretArn, database }, secrets);
      try {
        return await work(client);
      } finally {
        await client.end();
      }
    },
  };
}
