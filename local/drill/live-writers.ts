import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Client } from 'pg';
import type { Stage } from './model';
import { Repetition } from './repetition';
import { connectDatabase } from './stage';
import { teachThroughApplication } from './through-application';

/** Writers that do not stop for a backup: one through the application, one past it. */
export class LiveWriters {
  private constructor(
    private readonly database: Client,
    private readonly lectures: Repetition,
    private readonly documents: Repetition,
  ) {}

  static async start(stage: Stage, applicationUrl: string): Promise<LiveWriters> {
    const database = await connectDatabase(stage);
    return new LiveWriters(
      database,
      new Repetition(20, (n) => teachThroughApplication(applicationUrl, `live-${n}`, 'course-0000')),
      new Repetition(20, (n) => writeDocument(stage, database, n)),
    );
  }

  /** @returns how much was written */
  async stop(): Promise<{ lectures: number; documents: number }> {
    try {
      await Promise.all([this.lectures.stop(), this.documents.stop()]);
      return { lectures: this.lectures.times, documents: this.documents.times };
    } finally {
      await this.database.end();
    }
  }
}

/** Every tenth key is written again and again: its version at the target time is one among many. */
async function writeDocument({ s3, bucket, prefix }: Stage, database: Client, n: number): Promise<void> {
  const filename = `live-${n % 10}.txt`;
  const key = `${prefix}documents/${filename}`;
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: `revision ${n}`, ContentType: 'text/plain' }));
  await database.query(
    `insert into context_files (id, course_id, filename, file_path, file_size, tag)
     values ($1, 'course-0000', $2, $3, $4, 'NOTES')
     on conflict (id) do update set file_size = excluded.file_size, updated_at = now()`,
    [`live-${n % 10}`, filename, `s3://${bucket}/${key}`, n],
  );
}
