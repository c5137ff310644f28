import { type Check, notApplicable } from '../../domain/checks/check';
import { FOREIGN_KEYS, foreignKeys, PEGASUS_RELATIONS } from '../../domain/checks/foreign-keys';
import { INDEXES, type IndexObservation, indexes } from '../../domain/checks/indexes';
import { type ExpectedHead, MIGRATION_HEAD, migrationHead } from '../../domain/checks/migration-head';
import { RECOVERY_ENDED, recoveryEnded } from '../../domain/checks/recovery-ended';
import { RECOVERY_POINT, recoveryPoint } from '../../domain/checks/recovery-point';
import { ROWS_AGAINST_MANIFEST, rowsAgainstManifest } from '../../domain/checks/rows-against-manifest';
import { type MayBeEmpty, ROWS_PRESENT, rowsPresent } from '../../domain/checks/rows-present';
import { SEQUENCES, type SequencesDone, sequences } from '../../domain/checks/sequences';
import { WARM_UP, warmUp } from '../../domain/checks/warm-up';
import type { DatabaseManifest } from '../../domain/database/manifest';
import { namesIn, type SequenceFacts, wrongIn } from '../../domain/database/sequences';
import type { Reference } from '../../domain/references/references';
import { candidateOf } from '../../domain/workflow/candidates';
import type { CheckResult, Workflow } from '../../domain/workflow/workflow';
import type { DatabaseFacts } from '../database/database-facts';
import type { SequenceRecord } from '../database/raise-sequences';
import type { RestoredRows } from '../database/restored-rows';
import type { Clock } from '../execution/clock';
import { type TimeLeft, UNLIMITED } from '../execution/share-of-time';
import type { ReferenceRows } from '../references/reference-rows';
import { carryOut, NOT_IN_SCOPE } from './run-check';

export interface DatabaseWorld {
  readonly references: readonly Reference[];
  readonly referenceRows: Pick<ReferenceRows, 'discover' | 'count'>;
  readonly rows: Pick<RestoredRows, 'inRecovery'>;
  readonly facts: Pick<DatabaseFacts, 'tables' | 'migrationHead' | 'sequences' | 'foreignKeys' | 'orphans' | 'scanAll'>;
  /** @default - it may not */
  readonly mayBeEmpty?: () => Promise<MayBeEmpty>;
  /** What ConfigureDatabase did with the sequences; undefined where no database was restored. */
  readonly sequenceRecord: () => Promise<SequenceRecord | undefined>;
  /** The last one that may speak for the recovery point. */
  readonly manifest: () => Promise<DatabaseManifest | undefined>;
  readonly expectedHead: () => Promise<ExpectedHead | undefined>;
  readonly checkIndexes: (outOfTime: () => boolean) => Promise<IndexObservation>;
  readonly clock: Clock;
}

/** What counting, the looks through indexes and through hot tables may take, in milliseconds; the application waits in low traffic. */
const LIMITS = { content: 180_000, indexes: 60_000, warmUp: 120_000 } as const;

export async function checkDatabase(
  { plan, candidate, database }: Pick<Workflow, 'plan' | 'candidate' | 'database'>,
  { rows, checkIndexes, clock, ...content }: DatabaseWorld,
): Promise<readonly CheckResult[]> {
  const timer = (limit: keyof typeof LIMITS): TimeLeft => {
    const end = clock.now() + LIMITS[limit];
    return () => end - clock.now();
  };
  const results = [
    await carryOut(RECOVERY_ENDED, async () => recoveryEnded(await rows.inRecovery())),
    await carryOut(RECOVERY_POINT, async () =>
      recoveryPoint(database, candidateOf(plan, candidate).recoveryPoint.time),
    ),
    ...(await checkContent({ ...content, timeLeft: timer('content') })),
    await carryOut(INDEXES, async () => {
      const left = timer('indexes');
      return indexes(await checkIndexes(() => left() < 0));
    }),
    await carryOut(WARM_UP, async () =>
      warmUp(await content.facts.scanAll(hotTables(content.references), clock, timer('warmUp'))),
    ),
  ];
  if (plan.scope !== 'objects') return results;
  return results.map((result) => {
    const check = [RECOVERY_POINT, ROWS_AGAINST_MANIFEST].find(({ name }) => name === result.name);
    return check === undefined ? result : notApplicable(check, NOT_IN_SCOPE);
  });
}

export interface ContentWorld
  extends Pick<
    DatabaseWorld,
    'references' | 'referenceRows' | 'mayBeEmpty' | 'facts' | 'sequenceRecord' | 'manifest' | 'expectedHead'
  > {
  /** For all looks together. @default - none of them has a limit */
  readonly timeLeft?: TimeLeft;
  /** Where all checks share one transaction: an error of one must not end it. @default - they do not */
  readonly apart?: <T>(read: () => Promise<T>) => Promise<T>;
}

/** What is in the database, restored or not. */
export async function checkContent({
  references,
  referenceRows,
  mayBeEmpty,
  facts,
  sequenceRecord,
  manifest,
  expectedHead,
  timeLeft = UNLIMITED,
  apart = (read) => read(),
}: ContentWorld): Promise<readonly CheckResult[]> {
  const look = (check: Check, run: () => Promise<CheckResult>) => carryOut(check, () => apart(run));
  return [
    await look(ROWS_PRESENT, async () => {
      const { found, unreadable } = await referenceRows.discover(references);
      const counted = await referenceRows.count(found, timeLeft);
      return rowsPresent(counted.counts, [...unreadable, ...counted.unreadable], await mayBeEmpty?.());
    }),
    await look(ROWS_AGAINST_MANIFEST, async () => {
      const before = await manifest();
      const counted = before?.content ? { takenAt: before.takenAt, ...before.content } : undefined;
      return rowsAgainstManifest(counted, counted ? await facts.tables(timeLeft) : { tables: [] });
    }),
    await look(MIGRATION_HEAD, async () => migrationHead(await facts.migrationHead(), await expectedHead())),
    await look(SEQUENCES, async () => {
      const found = await facts.sequences(timeLeft);
      return sequences(found, await sequencesDone(found, sequenceRecord, manifest));
    }),
    await look(FOREIGN_KEYS, async () =>
      foreignKeys(
        await facts.foreignKeys(),
        (await manifest())?.content?.foreignKeys,
        await facts.orphans(PEGASUS_RELATIONS, timeLeft),
      ),
    ),
  ];
}

async function sequencesDone(
  found: readonly SequenceFacts[],
  record: DatabaseWorld['sequenceRecord'],
  manifest: DatabaseWorld['manifest'],
): Promise<SequencesDone> {
  const done = await record();
  if (done) return { raises: done.raises, wrongBefore: done.wrongBefore ? new Set(done.wrongBefore) : undefined };
  const before = (await manifest())?.content?.sequences;
  const wrong = before && wrongIn(before);
  const nameOf = namesIn(before ?? [], found);
  return { raises: [], wrongBefore: wrong && new Set([...wrong].flatMap((name) => nameOf(name) ?? [])) };
}

const hotTables = (references: readonly Reference[]): readonly string[] => [
  ...new Set(references.map(({ table }) => table)),
];
