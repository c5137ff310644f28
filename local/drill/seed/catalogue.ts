import type { SeededRandom } from '../seeded-random';
import { content, drawBytes, drawHistory, drawText, type ObjectContent, type ObjectHistory } from './content';
import { HOSTILE_FILE_NAMES, longestKey } from './hostile-keys';

export type Row = Readonly<Record<string, unknown>>;

/** A university's worth of lectures: rows by table, and the objects they refer to with their histories. */
export interface Catalogue {
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  readonly objects: readonly ObjectHistory[];
}

const ARTIFACT_TYPES = ['summary', 'outline', 'key-terms', 'flashcards', 'exam-questions'];
const EXPORTS = [
  { type: 'markdown', extension: 'md', contentType: 'text/markdown; charset=utf-8' },
  { type: 'pdf', extension: 'pdf', contentType: 'application/pdf' },
  { type: 'anki', extension: 'apkg', contentType: 'application/octet-stream' },
];
const DAY = 86_400_000;

/** Draws rows and objects that refer to each other as the application's own do; pure, the same for the same seed. */
export class CatalogueArtist {
  private readonly rows = new Map<string, Row[]>();
  private readonly objects: ObjectHistory[] = [];

  constructor(
    private readonly location: { readonly bucket: string; readonly prefix: string },
    private readonly now: Date,
    private readonly random: SeededRandom,
  ) {}

  draw(lectures: number): Catalogue {
    const courses = Array.from({ length: Math.ceil(lectures / 12) }, (_, i) => this.course(i));
    for (let i = 0; i < lectures; i++) this.lecture(`lecture-${String(i).padStart(5, '0')}`, this.random.pick(courses));
    for (let i = 0; i < Math.ceil(lectures / 4); i++) this.user(i);
    for (const [i, name] of HOSTILE_FILE_NAMES.entries()) this.contextFile(i, this.random.pick(courses), name);
    this.strays();
    return { rows: this.rows, objects: this.objects };
  }

  private course(index: number): string {
    const id = `course-${String(index).padStart(4, '0')}`;
    this.add('courses', {
      id,
      title: `Course ${index}: an introduction`,
      created_at: this.past(),
      updated_at: this.past(),
    });
    for (let i = 0; i < 2; i++) this.thread(`${id}-thread-${i}`, id);
    return id;
  }

  private thread(id: string, course: string): void {
    this.add('threads', {
      id,
      course_id: course,
      title: 'A question that comes back',
      summary: 'Asked in several lectures.',
      status: 'active',
      complexity_level: 1 + this.random.below(5),
      lecture_refs: ['lecture-00000'],
      created_at: this.past(),
    });
    const said = { thread_id: id, lecture_id: 'lecture-00000', created_at: this.past() };
    this.add('thread_occurrences', { ...said, id: `${id}-occurrence`, evidence: 'Why is that so?' });
    this.add('thread_updates', { ...said, id: `${id}-update`, summary: 'Because of the theorem.' });
  }

  /** Three in four went the whole way; the others are uploaded but not transcribed yet: healthy, although incomplete. */
  private lecture(id: string, course: string): void {
    const finished = this.random.chance(0.75);
    const text = `Transcript of ${id}. Today we prove that what was lost can be found.`;
    this.add('lectures', {
      id,
      course_id: course,
      preset_id: 'exam-mode',
      title: `Lecture ${id}`,
      status: finished ? 'transcribed' : 'uploaded',
      audio_path: this.store(`audio/${id}.mp3`, () => drawBytes('audio/mpeg', this.random)),
      transcript_path: finished
        ? this.store(`transcripts/${id}.json`, () =>
            content(
              Buffer.from(JSON.stringify({ lectureId: id, text, segments: [] })),
              'application/json',
              this.random,
            ),
          )
        : null,
      created_at: this.past(),
      updated_at: this.past(),
    });
    this.job(id, 'transcription');
    if (!finished) return;
    for (const type of this.random.sample(ARTIFACT_TYPES, 1 + this.random.below(3))) this.artifact(id, course, type);
    for (const form of this.random.sample(EXPORTS, this.random.below(3))) this.export(id, form);
  }

  private artifact(lecture: string, course: string, type: string): void {
    const draw = () =>
      drawText(JSON.stringify({ lecture, type, overview: 'In short' }), 'application/json', this.random);
    this.add('artifacts', {
      id: `${lecture}-${type}`,
      lecture_id: lecture,
      course_id: course,
      preset_id: 'exam-mode',
      artifact_type: type,
      storage_path: this.store(`artifacts/${lecture}-${type}.json`, draw),
      summary_overview: type === 'summary' ? 'In short, it was proved.' : null,
      summary_section_count: type === 'summary' ? 1 + this.random.below(9) : null,
      created_at: this.past(),
    });
    this.job(lecture, 'generation');
  }

  private export(lecture: string, form: (typeof EXPORTS)[number]): void {
    this.add('exports', {
      id: `${lecture}-${form.type}`,
      lecture_id: lecture,
      export_type: form.type,
      storage_path: this.store(`exports/${lecture}.${form.extension}`, () => drawBytes(form.contentType, this.random)),
      created_at: this.past(),
    });
    this.job(lecture, 'export');
  }

  private job(lecture: string, type: string): void {
    this.add('jobs', {
      id: `job-${this.rows.get('jobs')?.length ?? 0}`,
      lecture_id: lecture,
      job_type: type,
      status: this.random.chance(0.95) ? 'completed' : 'failed',
      result: { ok: true, attempt: this.random.below(3) },
      error: null,
      created_at: this.past(),
      updated_at: this.past(),
    });
  }

  private user(index: number): void {
    const id = `user-${String(index).padStart(4, '0')}`;
    this.add('users', { id, email: `${id}@example.org`, created_at: this.past() });
    this.add('credit_ledger', { user_id: id, amount: 100, reason: 'welcome', created_at: this.past() });
    this.add('token_transactions', {
      id: `${id}-tokens`,
      user_id: id,
      tokens: -this.random.below(50),
      created_at: this.past(),
    });
    this.add('purchase_receipts', {
      id: `${id}-receipt`,
      user_id: id,
      product: 'semester',
      cents: 990,
      created_at: this.past(),
    });
  }

  private contextFile(index: number, course: string, name: string): void {
    this.add('context_files', {
      id: `context-${index}`,
      course_id: course,
      filename: name,
      file_path: this.store(`documents/${name}`, () => drawBytes('application/octet-stream', this.random)),
      file_size: 1,
      tag: 'SLIDES',
      created_at: this.past(),
      updated_at: this.past(),
    });
  }

  /** Objects without a reference, a key that is gone at the target time, a neighbour outside the protected prefix. */
  private strays(): void {
    const draw = () => drawBytes('text/plain', this.random);
    this.objects.push({ key: longestKey(`${this.location.prefix}documents/`), writes: [draw(), draw()] });
    this.objects.push({ key: `${this.location.prefix}exports/withdrawn.md`, writes: [draw(), null] });
    this.objects.push({ key: `neighbour-of-${this.location.prefix}untouched.txt`, writes: [draw()] });
  }

  private store(name: string, draw: () => ObjectContent): string {
    const key = this.location.prefix + name;
    this.objects.push({ key, writes: drawHistory(draw, this.random) });
    return `s3://${this.location.bucket}/${key}`;
  }

  private add(table: string, row: Row): void {
    const rows = this.rows.get(table);
    if (rows) rows.push(row);
    else this.rows.set(table, [row]);
  }

  private past(): string {
    return new Date(this.now.getTime() - this.random.below(30 * DAY)).toISOString();
  }
}
