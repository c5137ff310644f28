import type { RestoreReport } from './model';
import { countOldUse } from './old-database';

type Told = Pick<RestoreReport, 'oldDatabase' | 'sourceDatabase' | 'ending'>;

/** Says nothing where traffic was not opened on another database. */
export function oldDatabaseWords({ oldDatabase: use, sourceDatabase, ending }: Told): string[] {
  if (use === null) {
    const opened =
      ending.cutOver === 'done' && ['verified', 'accepted', 'opened, then failed'].includes(ending.outcome);
    return opened
      ? [`Whether clients still use the old database ${sourceDatabase} is unknown: it was not looked at.`]
      : [];
  }
  const { host: identifier = sourceDatabase, sessions, rows, since, lookedAt } = use;
  if (countOldUse(use) === 0 && rows !== null) {
    return [`Nothing used the old database ${identifier} at ${lookedAt}: no session, no row written since ${since}.`];
  }
  const who = sessions.map(({ application, user, count }) => `${application || 'no name'} as ${user} (${count})`);
  const written =
    rows === null
      ? 'what was written since writes were frozen is unknown'
      : `${rows.inserted} rows inserted, ${rows.updated} updated, ${rows.deleted} deleted since ${since}`;
  return [
    `**The old database ${identifier} is still used** (at ${lookedAt}): sessions of ${who.join(', ') || 'none'}; ${written}. ` +
      'What is written there is not in production: find these clients, and see `docs/runbook.md#olddatabaseinuse`.',
  ];
}
