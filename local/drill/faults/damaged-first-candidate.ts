import { withDatabase } from '../stage';
import { passed } from '../wait';
import type { Fault } from './fault';

const LECTURE = 'lecture-00000';

/**
 * The target time itself is damaged: for a second a row referred to an object that never existed. A snapshot taken
 * after the repair is the next candidate.
 */
function damagedFirst(): Fault {
  let damagedAt: Date | undefined;
  return {
    name: 'damaged-first-candidate',
    description:
      'at the target time, a row refers to an object that never existed; a snapshot from before the incident is consistent',
    from: 'snapshot',
    async beforeTargetTime(stage) {
      await withDatabase(stage, async (database) => {
        const { rows } = await database.query('select audio_path from lectures where id = $1', [LECTURE]);
        const refer = (to: string) =>
          database.query('update lectures set audio_path = $2 where id = $1', [LECTURE, to]);
        const [{ audio_path: path }] = rows;
        await refer(path.replace(LECTURE, 'never-was'));
        damagedAt = new Date(Math.ceil(Date.now() / 1000) * 1000);
        // Heartbeats, one a second, go on: the snapshot has some that are newer than what is asked for.
        await passed(damagedAt.getTime() + 3000);
        await refer(path);
      });
    },
    async askFor() {
      if (damagedAt === undefined) throw new Error('The fault has not been injected yet.');
      return damagedAt;
    },
  };
}

export const damagedFirstCandidate = damagedFirst();
