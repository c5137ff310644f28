import type { Client } from 'pg';
import type { SampledLecture, StoredFile } from '../../domain/checks/lectures';
import type { Heartbeat } from '../../domain/workflow/heartbeat';
import { tableWith } from './real-tables';

/** Of a sample, this many are the newest ones: what was written last is lost first. */
const NEWEST = 5;

interface LectureRow {
  readonly id: string;
  readonly audio_path: string | null;
  readonly transcript_path: string | null;
}

/** What the checks ask the restored database. */
export class RestoredRows {
  constructor(private readonly client: Client) {}

  async inRecovery(): Promise<boolean> {
    const { rows } = await this.client.query<{ in_recovery: boolean }>('select pg_is_in_recovery() as in_recovery');
    return rows[0]!.in_recovery;
  }

  /** @param before only those of before it. @default - all */
  async newestHeartbeat(before?: Date): Promise<Heartbeat | undefined> {
    const table = await tableWith(this.client, 'pegasus_backup.heartbeat', ['id', 'written_at']);
    if (table === undefined) return undefined;
    const { rows } = await this.client.query<{ id: string; written_at: Date }>(
      `select id, written_at from ${table} where written_at < coalesce($1::timestamptz, 'infinity')
       order by written_at desc, id limit 1`,
      [before],
    );
    const [row] = rows;
    return row && { id: row.id, writtenAt: row.written_at.toISOString() };
  }

  /** At most `size`: the newest lectures and random others, the same for the same seed. Empty where there is no table `lectures`, or one of something else. */
  async sampleLectures(seed: string, size: number): Promise<readonly SampledLecture[]> {
    const table = await tableWith(this.client, 'lectures', ['id', 'audio_path', 'transcript_path', 'created_at']);
    if (table === undefined) return [];
    const { rows } = await this.client.query<LectureRow>(
      `select id, audio_path, transcript_path from ${table}
       where id in (select id from (select id from ${table} order by created_at desc, id limit $2) as newest
                    union select id from (select id from ${table} order by md5($1 || id) limit $3) as others)
       order by id`,
      [seed, NEWEST, size - NEWEST],
    );
    const stored = await this.storedFiles(rows.map(({ id }) => id));
    return rows.map(({ id, audio_path, transcript_path }) => ({
      id,
      audioPath: audio_path,
      transcriptPath: transcript_path,
      stored: stored.get(id) ?? [],
    }));
  }

  private async storedFiles(lectures: readonly string[]): Promise<ReadonlyMap<string, readonly StoredFile[]>> {
    const files = new Map<string, StoredFile[]>();
    for (const [name, kind, type] of [
      ['artifacts', 'artifact', 'artifact_type'],
      ['exports', 'export', 'export_type'],
    ] as const) {
      const table = await tableWith(this.client, name, ['id', 'lecture_id', type, 'storage_path']);
      if (table === undefined) continue;
      const { rows } = await this.client.query<{ lecture_id: string; kind: string; path: string }>(
        `select lecture_id, '${kind}:' || ${type} as kind, storage_path as path from ${table}
         where lecture_id = any ($1) order by id`,
        [lectures],
      );
      for (const { lecture_id, kind: stored, path } of rows) {
        files.set(lecture_id, [...(files.get(lecture_id) ?? []), { kind: stored, path }]);
      }
    }
    return files;
  }
}
