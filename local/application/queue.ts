import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';

export const JOB_TYPES = ['transcription', 'generation', 'export'] as const;
export type JobType = (typeof JOB_TYPES)[number];

export interface Job {
  readonly id: string;
  readonly lecture_id: string;
  readonly job_type: JobType;
  readonly status: 'queued' | 'completed' | 'failed';
  readonly result: unknown;
  readonly error: string | null;
}

/**
 * The queue is the `jobs` table. A job is worked off inside the transaction that locks its row: a worker that dies gives
 * it back by itself, and a job that has been restored can never be stuck in `running`.
 */
export class JobQueue {
  constructor(private readonly pool: Pool) {}

  /** @param privileged begun with the write token: worked off even while the rest of the queue waits */
  async add(lectureId: string, type: JobType, privileged: boolean): Promise<Job> {
    const { rows } = await this.pool.query<Job>(
      `insert into jobs (id, lecture_id, job_type, status, privileged) values ($1, $2, $3, 'queued', $4) returning *`,
      [randomUUID(), lectureId, type, privileged],
    );
    return rows[0]!;
  }

  async find(id: string): Promise<Job | undefined> {
    const { rows } = await this.pool.query<Job>('select * from jobs where id = $1', [id]);
    return rows[0];
  }

  /** Works off the oldest job. @returns false when there was none */
  async workOne(onlyPrivileged: boolean, work: (job: Job) => Promise<unknown>): Promise<boolean> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query<Job>(
        `select * from jobs where status = 'queued' and (privileged or not $1)
         order by created_at, id limit 1 for update skip locked`,
        [onlyPrivileged],
      );
      const [job] = rows;
      if (job !== undefined) {
        const { status, result, error } = await outcome(work(job));
        await client.query('update jobs set status = $2, result = $3, error = $4, updated_at = now() where id = $1', [
          job.id,
          status,
          JSON.stringify(result),
          error,
        ]);
      }
      await client.query('commit');
      return job !== undefined;
    } catch (error) {
      await client.query('rollback').catch(() => {});
      throw error;
    } finally {
      client.release();
    }
  }
}

async function outcome(work: Promise<unknown>): Promise<Pick<Job, 'status' | 'result' | 'error'>> {
  try {
    return { status: 'completed', result: await work, error: null };
  } catch (error) {
    return { status: 'failed', result: null, error: error instanceof Error ? error.message : String(error) };
  }
}
