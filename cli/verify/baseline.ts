import { type DatabaseIdentity, isSameDatabase, sayIdentity } from '../../domain/database/identity';
import { BASELINE_REACH_HOURS, type Baseline, isNear } from '../../domain/references/baseline';
import { parseBaseline } from '../../runtime/references/baselines';
import { BadArguments } from '../exit-code';
import { readJsonFile } from '../options/json-file';

/** A baseline, and the file it was read from. */
export interface GivenBaseline {
  readonly file: string;
  readonly baseline: Baseline;
}

export function readBaseline(file: string): GivenBaseline {
  const advice = 'Take one from `baselines/` of the evidence bucket.';
  const what = { option: '--baseline', what: 'not a baseline', parse: parseBaseline, advice };
  return { file, baseline: readJsonFile(file, what) };
}

/** What is broken in another database says nothing of this one. @throws BadArguments */
export function assertOfDatabase({ file, baseline: { database } }: GivenBaseline, here: DatabaseIdentity): void {
  if (database !== undefined && isSameDatabase(database, here)) return;
  const why =
    database === undefined
      ? 'does not say of which database it is: an earlier version has written it'
      : `is of the database ${sayIdentity(database)}, and \`--database-url\` names ${sayIdentity(here)}`;
  throw new BadArguments(
    `\`--baseline ${file}\` ${why}. Take one of this database from \`baselines/\` of the evidence bucket, or leave the option out: every missing object then counts.`,
  );
}

/** In a later one what the incident has destroyed is broken, too; an old one says too little. @throws BadArguments */
export function assertOfTime({ file, baseline: { takenAt } }: GivenBaseline, moment: string): void {
  if (!(Date.parse(takenAt) <= Date.parse(moment))) {
    throw new BadArguments(
      `\`--baseline ${file}\` was taken at ${takenAt}, not before ${moment}: what was destroyed until then would count as broken before. Take an earlier one from \`baselines/\` of the evidence bucket.`,
    );
  }
  if (isNear(takenAt, moment)) return;
  throw new BadArguments(
    `\`--baseline ${file}\` was taken at ${takenAt}, more than ${BASELINE_REACH_HOURS} hours before ${moment}: it does not say what was broken then. Take the last one from before ${moment} from \`baselines/\` of the evidence bucket, or leave the option out.`,
  );
}
