import type { Pool } from 'pg';
import type { Storage, StoredFile } from './storage';

export interface LectureRow {
  readonly id: string;
  readonly course_id: string;
  readonly preset_id: string;
  readonly title: string;
  readonly status: string;
  readonly audio_path: string | null;
  readonly transcript_path: string | null;
}

export interface Ingest {
  readonly lectureId: string;
  readonly courseId: string;
  readonly presetId: string;
  readonly title: string;
  readonly audio: StoredFile;
}

/** A path that a row of the lecture holds; null where the column is null. */
export interface LecturePath {
  readonly kind: string;
  readonly path: string | null;
}

/** Lectures and what hangs on them: rows in the database, files in the storage. */
export class Lectures {
  constructor(
    private readonly pool: Pool,
    private readonly storage: Storage,
  ) {}

  async find(id: string): Promise<LectureRow | undefined> {
    const { rows } = await this.pool.query<LectureRow>('select * from lectures where id = $1', [id]);
    return rows[0];
  }

  /** The file first, then the row: a row never refers to what is not there. The same id again overwrites both. */
  async ingest({ lectureId, courseId, presetId, title, audio }: Ingest): Promise<LectureRow> {
    const path = await this.storage.put('audio', `${lectureId}.wav`, audio);
    const { rows } = await this.pool.query<LectureRow>(
      `insert into lectures (id, course_id, preset_id, title, status, audio_path)
       values ($1, $2, $3, $4, 'uploaded', $5)
       on conflict (id) do update
         set title = excluded.title, status = 'uploaded', audio_path = excluded.audio_path, updated_at = now()
       returning *`,
      [lectureId, courseId, presetId, title, path],
    );
    return rows[0]!;
  }

  async artifacts(id: string): Promise<readonly Record<string, unknown>[]> {
    const { rows } = await this.pool.query('select * from artifacts where lecture_id = $1 order by id', [id]);
    return rows;
  }

  async exportPath(id: string, type: string): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ storage_path: string }>(
      'select storage_path from exports where lecture_id = $1 and export_type = $2',
      [id, type],
    );
    return rows[0]?.storage_path;
  }

  async paths(id: string): Promise<readonly LecturePath[]> {
    const { rows } = await this.pool.query<LecturePath>(
      `select 'audio' as kind, audio_path as path from lectures where id = $1
       union all select 'transcript', transcript_path from lectures where id = $1
       union all select 'artifact:' || artifact_type, storage_path from artifacts where lecture_id = $1
       union all select 'export:' || export_type, storage_path from exports where lecture_id = $1
       order by kind`,
      [id],
    );
    return rows;
  }

  /** Rows first: what a crash leaves behind is a file without a row, never the other way round. */
  async remove(id: string, purgeStorage: boolean): Promise<void> {
    const paths = await this.paths(id);
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      for (const table of ['artifacts', 'exports', 'jobs']) {
        await client.query(`delete from ${table} where lecture_id = $1`, [id]);
      }
      await client.query('delete from threads where lecture_refs = jsonb_build_array($1::text)', [id]);
      await client.query('delete from lectures where id = $1', [id]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
    if (!purgeStorage) return;
    for (const { path } of paths) {
      if (path !== null) await this.storage.remove(path);
    }
  }
}
