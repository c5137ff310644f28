import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { TrafficMode } from '../../../domain/workflow/workflow';
import { migrate } from '../../../local/application/schema';
import { type Supervisor, superviseApplication } from '../../../local/application/supervisor';
import { startLocalAws } from '../../../local/aws/local-aws';
import { startPostgres, type TestDatabase } from '../../postgres';

export const TOKEN = 'write-token';

/** What an application of this project runs on: Postgres, bucket, traffic parameter, secret. */
export interface Platform {
  readonly database: TestDatabase;
  readonly s3: S3Client;
  readonly lines: string[];
  supervise(command?: string): Promise<Supervisor>;
  setTraffic(mode: TrafficMode, generation: number): Promise<void>;
  setGeneration(generation: number): Promise<void>;
  close(): Promise<void>;
}

export async function startPlatform(): Promise<Platform> {
  const directory = await mkdtemp(join(tmpdir(), 'pegasus-application-'));
  const [aws, database] = await Promise.all([startLocalAws({ directory }), startPostgres()]);
  await migrate(database.client);
  const { client } = aws;
  const [s3, ssm, secrets] = [new S3Client(client), new SSMClient(client), new SecretsManagerClient(client)];
  await s3.send(new CreateBucketCommand({ Bucket: 'media' }));
  await secrets.send(new CreateSecretCommand({ Name: 'database', SecretString: JSON.stringify(database.secret) }));
  const lines: string[] = [];
  return {
    database,
    s3,
    lines,
    supervise: async (command) =>
      await superviseApplication({
        command,
        secrets,
        secretId: 'database',
        port: await freePort(),
        log: (line) => lines.push(line),
        environment: {
          ...process.env,
          ...aws.environment,
          S3_BUCKET: 'media',
          S3_PREFIX: 'pegasus',
          S3_ENDPOINT_URL: aws.endpoint,
          TRAFFIC_PARAMETER: '/pegasus/traffic',
          WRITE_TOKEN: TOKEN,
        },
      }),
    setTraffic: async (mode, generation) => {
      const Value = JSON.stringify({ mode, generation });
      await ssm.send(new PutParameterCommand({ Name: '/pegasus/traffic', Value, Type: 'String', Overwrite: true }));
    },
    setGeneration: async (generation) => {
      const SecretString = JSON.stringify({ ...database.secret, generation });
      await secrets.send(new PutSecretValueCommand({ SecretId: 'database', SecretString }));
    },
    close: async () => {
      await aws.close();
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks until it is so; the test's own time limit ends it. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}
