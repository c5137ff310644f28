import type { Stage } from './model';
import { withDatabase } from './stage';
import { eventually } from './wait';

/** Waits until the application has finished its jobs: there are no more writes. */
export async function quiet(stage: Stage): Promise<void> {
  await withDatabase(stage, (database) =>
    eventually('an empty queue', async () => {
      const waiting = await database.query("select 1 from jobs where status in ('queued', 'running') limit 1");
      return waiting.rowCount === 0 ? true : undefined;
    }),
  );
}
