import { type Objects, readObjects } from './independent-check/objects';
import { type Rows, readRows } from './independent-check/rows';
import type { Stage } from './model';
import type { OpenKeys } from './second-t/open-keys';
import { isOfSecondT } from './second-t/writers';
import { currentDatabaseUrl } from './stage';
import { passed } from './wait';

/** A full copy of both stores at the target time. */
export interface Truth {
  readonly targetTime: Date;
  readonly rows: Rows;
  readonly objects: Objects;
  /** Where writers went on through the target time. @default - none: nothing was written between it and the second after it */
  readonly open?: OpenKeys;
}

/**
 * The caller has stopped every writer. Waits for the next whole second, which becomes the target time unless there is
 * one already, copies both stores, and returns when that second is over: S3 knows whole seconds only.
 */
export async function takeTruth(stage: Stage, given?: Date): Promise<Truth> {
  const targetTime = given ?? new Date(Math.ceil(Date.now() / 1000) * 1000);
  await passed(targetTime.getTime());
  const [rows, objects] = await Promise.all([
    readRows(await currentDatabaseUrl(stage)),
    readObjects(stage.s3, stage.bucket),
  ]);
  await passed(targetTime.getTime() + 1000);
  return { targetTime, rows, objects };
}

/** Keys that the incident may touch: the application's, not the backup's own nor the neighbours', nor those that go on being written. */
export function harmable({ objects }: Truth, prefix: string): string[] {
  const isOurs = (key: string) => key.startsWith(`${prefix}.pegasus-backup/`) || isOfSecondT(key);
  return [...objects.keys()].filter((key) => key.startsWith(prefix) && !isOurs(key));
}
