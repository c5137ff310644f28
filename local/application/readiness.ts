import type { Pool } from 'pg';
import { SCHEMA_HEAD } from './schema';
import type { Storage } from './storage';
import type { Traffic } from './traffic';
import type { Worker } from './worker';

interface Part {
  readonly status: 'ok' | 'degraded';
  readonly reason?: string;
}

export interface Readiness {
  readonly status: 'ready' | 'degraded';
  readonly generation: number;
  readonly mode: string;
  /** Which freeze or cut-over the mode is of. */
  readonly trafficGeneration: number;
  readonly checks: { readonly database: Part; readonly queue: Part; readonly storage: Part };
}

export interface ReadinessParts {
  readonly pool: Pool;
  readonly storage: Storage;
  readonly worker: Worker;
  readonly traffic: Traffic;
  readonly generation: number;
}

export async function readiness({ pool, storage, worker, traffic, generation }: ReadinessParts): Promise<Readiness> {
  const checks = {
    database: await part(async () => {
      const { rows } = await pool.query<{ head: string | null }>('select max(id) as head from schema_migrations');
      const head = rows[0]?.head;
      if (head !== SCHEMA_HEAD) throw new Error(`the schema is at ${head}, this application needs ${SCHEMA_HEAD}`);
    }),
    queue: await part(async () => {
      await pool.query('select 1 from jobs limit 1');
      if (worker.stuck && traffic.refuses(true) === undefined) throw new Error('the worker does not look at the queue');
    }),
    storage: await part(() => storage.ping()),
  };
  const ready = Object.values(checks).every(({ status }) => status === 'ok');
  const { mode, trafficGeneration } = traffic;
  return { status: ready ? 'ready' : 'degraded', generation, mode, trafficGeneration, checks };
}

async function part(look: () => Promise<void>): Promise<Part> {
  try {
    await look();
    return { status: 'ok' };
  } catch (error) {
    return { status: 'degraded', reason: error instanceof Error ? error.message : String(error) };
  }
}
