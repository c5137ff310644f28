import type { Stage } from '../model';
import { withDatabase } from '../stage';

/** What real systems have: a row whose file was lost long ago, which no restore can bring back and none has broken. */
export async function loseOneFile(
  stage: Pick<Stage, 'secrets' | 'databaseSecretArn' | 'bucket' | 'prefix'>,
): Promise<void> {
  const path = `s3://${stage.bucket}/${stage.prefix}artifacts/lost-long-ago.json`;
  await withDatabase(stage, (database) =>
    database.query(
      `insert into artifacts (id, lecture_id, course_id, preset_id, artifact_type, storage_path, created_at)
       select 'lost-long-ago', id, course_id, preset_id, 'exam-questions', $1, created_at
       from lectures order by created_at desc limit 1`,
      [path],
    ),
  );
}
