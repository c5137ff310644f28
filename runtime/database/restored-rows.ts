import type { Client } from 'pg';
import type { SampledLecture, StoredFile } from '../../domain/checks/lectures';
import type { Heartbeat } from '../../domain/workflow/heartbeat';

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
    if (!(await this.has('pegasus_backup.heartbeat'))) return undefined;
    const { rows } = await this.client.query<{ id: string; written_at: Date }>(
      `select id, written_at from pegasus_backup.heartbeat where written_at < coalesce($1::timestamptz, 'infinity')
       order by written_at desc, id limit 1`,
      [before],
    );
    const [row] = rows;
    return row && { id: row.id, writtenAt: row.written_at.toISOString() };
  }

  /** At most `size`: the newest lectures and random others, the same for the same seed. Empty where there is no table `lectures`, or one of something else. */
  async sampleLectures(seed: string, size: number): Promise<readonly SampledLecture[]> {
    if (!(await this.has('lectures', ['id', 'audio_path', 'transcript_path', 'created_at']))) return [];
    const { rows } = await this.client.query<LectureRow>(
      `select id, audio_path, transcript_path from lectures
       where id in (select id from (select id from lectures order by created_at desc, id limit $2) as newest
                    union select id from (select id from lectures order by md5($1 || id) limit $3) as others)
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
    for (const [table, kind, type] of [
      ['artifacts', 'artifact', 'artifact_type'],
      ['exports', 'export', 'export_type'],
    ] as const) {
      if (!(await this.has(table, ['id', 'lecture_id', type, 'storage_path']))) continue;
      const { rows } = await this.client.query<{ lecture_id: string; kind: string; path: string }>(
        `select lecture_id, '${kind}:' || ${type} as kind, storage_path as path from ${table}
         where lecture_id = any ($1) order by id`,
        [lectures],
      );
      for (const { lecture_id, kind: name, path } of rows) {
        files.set(lecture_id, [...(files.get(lecture_id) ?? []), { kind: name, path }]);
      }
    }
    return files;
  }

  /** A table of that name, with these columns: without them it is that of another application. */
  private async has(table: string, columns: readonly string[] = []): Promise<boolean> {
    const { rows } = await this.client.query<{ found: boolean }>(
      `select to_regclass($1) is not null and not exists (
         select from unnest($2::text[]) as needed where not exists (
           select from pg_attribute where attrelid = to_regclass($1) and attname = needed and attnum > 0 and not attisdropped)) as found`,
      [table, columns],
    );
    return rows[0]!.found;
  }
}
