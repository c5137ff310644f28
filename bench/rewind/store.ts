import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { LocalS3 } from '../../local/aws/s3/local-s3';
import type { SeedEntry } from '../../local/aws/s3/seed';
import { BUCKET, type StoreRequest, T } from './workload';

/** The store of the benchmark, in a process of its own: its work does not count as the engine's. */
process.on('message', (request: StoreRequest) => {
  const s3 = new LocalS3({ directory: tmpdir() });
  s3.seed(BUCKET, entries(request));
  s3.seed('evidence', []);
  const server = createServer((incoming, response) => {
    const wait = request.latency ? latencyOf(incoming) : 0;
    if (wait === 0) void s3.handle(incoming, response);
    else setTimeout(() => void s3.handle(incoming, response), wait);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
});
process.on('disconnect', () => process.exit());

/** About what S3 takes. */
function latencyOf({ method }: IncomingMessage): number {
  if (method === 'HEAD') return 10;
  return method === 'PUT' || method === 'POST' ? 40 : 20;
}

/** Three versions for each key; one key in `changedEvery` has changed since the target time. */
function* entries({ keys, changedEvery }: StoreRequest): Generator<SeedEntry> {
  const before = (seconds: number) => ({ at: new Date(T - seconds * 1000) });
  const after = (seconds: number) => ({ at: new Date(T + seconds * 1000) });
  for (let i = 0; i < keys; i++) {
    const key = `pegasus/lectures/${i % 16}/${String(i).padStart(8, '0')}/audio.ogg`;
    const last = i % changedEvery === 0 ? { ...after(60), body: 'changed since' } : { ...before(10), body: 'third' };
    yield { key, versions: [{ ...before(30), body: 'first' }, { ...before(20), body: 'second one' }, last] };
  }
}
