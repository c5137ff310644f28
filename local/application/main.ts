import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { serve } from '@hono/node-server';
import { Pool } from 'pg';
import { api } from './api';
import { readConfiguration } from './configuration';
import { Lectures } from './lectures';
import { JobQueue } from './queue';
import { Storage } from './storage';
import { Traffic } from './traffic';
import { Work } from './work';
import { Worker } from './worker';

/** A small Pegasus: API and worker in one process, until SIGTERM or until its parent is gone. */
async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const { S3_BUCKET, S3_PREFIX, S3_ENDPOINT_URL, AWS_REGION, PORT, PEGASUS_GENERATION } = configuration;
  const log = (line: string) => console.log(line);

  const pool = new Pool({ connectionString: configuration.DATABASE_URL, max: 8 });
  // A database that goes away ends idle connections; the next query says so.
  pool.on('error', (error) => log(`database: ${error.message}`));
  const s3 = new S3Client({ region: AWS_REGION, endpoint: S3_ENDPOINT_URL, forcePathStyle: true });
  const storage = new Storage(s3, S3_BUCKET, S3_PREFIX);
  const traffic = new Traffic(
    new SSMClient({ region: AWS_REGION }),
    configuration.TRAFFIC_PARAMETER,
    PEGASUS_GENERATION,
  );
  const lectures = new Lectures(pool, storage);
  const queue = new JobQueue(pool);
  const worker = new Worker(queue, traffic, new Work(pool, lectures, storage), log);
  const app = api({
    pool,
    storage,
    traffic,
    worker,
    lectures,
    queue,
    log,
    generation: PEGASUS_GENERATION,
    writeToken: configuration.WRITE_TOKEN,
  });

  await traffic.start();
  worker.start();
  const server = serve({ fetch: app.fetch, port: PORT, hostname: '127.0.0.1' }, ({ port }) =>
    log(`listening on 127.0.0.1:${port}, generation ${PEGASUS_GENERATION}`),
  );

  const stop = async () => {
    traffic.stop();
    server.close();
    await worker.stop();
    await pool.end();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
  process.once('disconnect', () => void stop());
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
