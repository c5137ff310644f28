import type { Pool } from 'pg';
import {
  ARTIFACT_TYPES,
  type Artifact,
  EXPORT_TYPES,
  exportAs,
  generate,
  json,
  type Transcript,
  transcribe,
} from './documents';
import type { LectureRow, Lectures } from './lectures';
import type { Job } from './queue';
import type { Storage } from './storage';

const EXTENSION = { markdown: 'md', anki: 'tsv' } as const;

/** What the jobs do. File names and row ids come from the lecture's id: doing it again overwrites. */
export class Work {
  constructor(
    private readonly pool: Pool,
    private readonly lectures: Lectures,
    private readonly storage: Storage,
  ) {}

  async perform(job: Job): Promise<unknown> {
    const lecture = await this.lectures.find(job.lecture_id);
    if (lecture === undefined) throw new Error(`There is no lecture \`${job.lecture_id}\`.`);
    switch (job.job_type) {
      case 'transcription':
        return await this.transcribe(lecture);
      case 'generation':
        return await this.generate(lecture);
      case 'export':
        return await this.export(lecture);
    }
  }

  private async transcribe({ id, audio_path }: LectureRow): Promise<unknown> {
    const audio = await this.file(audio_path, `audio of \`${id}\``);
    const path = await this.storage.put('transcripts', `${id}.json`, json(transcribe(id, audio)));
    await this.pool.query(
      `update lectures set transcript_path = $2, status = 'transcribed', updated_at = now() where id = $1`,
      [id, path],
    );
    return { transcriptPath: path };
  }

  private async generate({ id, course_id, preset_id, title, transcript_path }: LectureRow): Promise<unknown> {
    const transcript = parse<Transcript>(await this.file(transcript_path, `transcript of \`${id}\``));
    for (const type of ARTIFACT_TYPES) {
      const artifact = generate(type, transcript);
      const path = await this.storage.put('artifacts', `${id}-${type}.json`, json(artifact));
      await this.pool.query(
        `insert into artifacts (id, lecture_id, course_id, preset_id, artifact_type, storage_path, summary_overview,
                                summary_section_count)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (id) do update
           set storage_path = excluded.storage_path, summary_overview = excluded.summary_overview,
               summary_section_count = excluded.summary_section_count`,
        [`${id}-${type}`, id, course_id, preset_id, type, path, artifact.overview, artifact.sections.length],
      );
    }
    await this.pool.query(
      `insert into threads (id, course_id, title, status, complexity_level, lecture_refs)
       values ($1, $2, $3, 'active', 1, jsonb_build_array($4::text)) on conflict (id) do nothing`,
      [`${id}-thread`, course_id, title, id],
    );
    await this.pool.query(
      `insert into thread_occurrences (id, thread_id, lecture_id, evidence) values ($1, $2, $3, $4)
       on conflict (id) do update set evidence = excluded.evidence`,
      [`${id}-occurrence`, `${id}-thread`, id, transcript.segments[0]?.text ?? ''],
    );
    return { artifacts: ARTIFACT_TYPES };
  }

  private async export({ id, title }: LectureRow): Promise<unknown> {
    const artifacts: Artifact[] = [];
    for (const { storage_path } of await this.lectures.artifacts(id)) {
      artifacts.push(parse<Artifact>(await this.file(String(storage_path), `artifact of \`${id}\``)));
    }
    if (artifacts.length === 0) throw new Error(`There is nothing to export of \`${id}\`: generate first.`);
    for (const type of EXPORT_TYPES) {
      const path = await this.storage.put('exports', `${id}.${EXTENSION[type]}`, exportAs(type, title, artifacts));
      await this.pool.query(
        `insert into exports (id, lecture_id, export_type, storage_path) values ($1, $2, $3, $4)
         on conflict (id) do update set storage_path = excluded.storage_path`,
        [`${id}-${type}`, id, type, path],
      );
    }
    return { exports: EXPORT_TYPES };
  }

  private async file(path: string | null, what: string): Promise<Uint8Array> {
    if (path === null) throw new Error(`There is no ${what} yet.`);
    const file = await this.storage.get(path);
    if (file === undefined) throw new Error(`The ${what} is missing: ${path}.`);
    return file.body;
  }
}

/** Files that this class has written itself. */
function parse<T>(body: Uint8Array): T {
  return JSON.parse(Buffer.from(body).toString('utf8')) as T;
}
