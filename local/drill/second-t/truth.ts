import { ownPrefix } from '../../../domain/workflow/heartbeat';
import type { Version } from '../../aws/s3/versions';
import { atOnce } from '../concurrently';
import type { Truth } from '../expected-state';
import { describeObject } from '../independent-check/objects';
import { type Rows, readRows } from '../independent-check/rows';
import type { Stage } from '../model';
import type { SeededRandom } from '../seeded-random';
import { currentDatabaseUrl } from '../stage';
import { passed } from '../wait';
import { heldAt, openKeys } from './open-keys';
import type { LoggedRows } from './row-log';
import { isOfSecondT, SecondTWriters } from './writers';

const SECOND = 1000;
const TABLE = 'public.context_files';

type Histories = ReadonlyMap<string, readonly Version[]>;

/**
 * Lets writers go on through a whole second, which becomes the target time, and says afterwards what both stores held at
 * its first instant: the database by its commit times, the objects by the millisecond at which each was stored.
 */
export async function truthOfSecondT(stage: Stage, random: SeededRandom): Promise<Truth & { readonly writes: number }> {
  const writers = await SecondTWriters.start(stage, random);
  const targetTime = new Date(Math.ceil(Date.now() / SECOND) * SECOND + SECOND);
  await passed(targetTime.getTime() + SECOND + SECOND / 2);
  const writes = await writers.stop();
  const logged = await writers.rows.at(targetTime);
  await writers.rows.close();
  const rows = withLogged(await readRows(await currentDatabaseUrl(stage), targetTime), logged);
  const histories = stage.aws.s3.histories(stage.bucket);
  const objects = await objectsAt(stage, histories, targetTime.getTime());
  const own = ownPrefix(stage.prefix);
  const ofOthers = [...histories].filter(([key]) => !key.startsWith(own));
  return { targetTime, rows, objects, open: openKeys(ofOthers, targetTime.getTime(), keysOf(logged, stage)), writes };
}

/** Rows that the writers have changed since, as they were. */
function withLogged(rows: Rows, logged: LoggedRows): Rows {
  const table = new Map(rows.get(TABLE));
  for (const [id, row] of logged) {
    if (row === null) table.delete(id);
    else table.set(id, row);
  }
  return new Map(rows).set(TABLE, table);
}

/** Keys that a row of the writers referred to: what they name a row is the end of its key. */
const keysOf = (logged: LoggedRows, { prefix }: Stage): ReadonlySet<string> =>
  new Set([...logged].flatMap(([id, row]) => (row === null ? [] : [`${prefix}documents/${id}`])));

async function objectsAt({ s3, bucket }: Stage, histories: Histories, moment: number) {
  const objects = new Map<string, string>();
  await atOnce(histories, 16, async ([key, history]) => {
    const held = heldAt(history, moment);
    if (held?.kind === 'object') objects.set(key, await describeObject(s3, bucket, key, held.versionId));
  });
  return objects;
}

/** Keys of the writers that hold an object of after the target time: going back loses it. */
export function lateObjects({ aws, bucket }: Stage, { targetTime }: Truth): readonly string[] {
  return [...aws.s3.histories(bucket)]
    .filter(([key, history]) => isOfSecondT(key) && isLate(history.at(-1), targetTime.getTime()))
    .map(([key]) => key);
}

const isLate = (current: Version | undefined, moment: number): boolean =>
  current?.kind === 'object' && current.storedAt >= moment;
