import type { S3Client } from '@aws-sdk/client-s3';
import type { Client } from 'pg';
import { READINESS } from '../../domain/checks/application-ready';
import { notApplicable } from '../../domain/checks/check';
import { LECTURE_INTEGRITY } from '../../domain/checks/lecture-integrity';
import type { SampledLecture } from '../../domain/checks/lectures';
import type { WantedBytes } from '../../domain/checks/object-bytes';
import { type JoinedReferences, references as judgeReferences, REFERENCES } from '../../domain/checks/references';
import { ROWS_PRESENT } from '../../domain/checks/rows-present';
import { TRANSCRIPTS } from '../../domain/checks/transcripts';
import type { Baseline } from '../../domain/references/baseline';
import type { Reference } from '../../domain/references/references';
import type { CheckResult, Location } from '../../domain/workflow/workflow';
import { Application } from '../../runtime/checks/application';
import { checkApplication } from '../../runtime/checks/application-checks';
import { checkContent } from '../../runtime/checks/database-checks';
import { checkObjects } from '../../runtime/checks/object-checks';
import { carryOut } from '../../runtime/checks/run-check';
import { DatabaseFacts } from '../../runtime/database/database-facts';
import { behindSavepoint } from '../../runtime/database/one-table';
import { RestoredRows } from '../../runtime/database/restored-rows';
import { CLOCK } from '../../runtime/execution/clock';
import { ObjectReader } from '../../runtime/objects/object-reader';
import type { PlannedObject } from '../../runtime/objects/planned-state';
import { firstObject, prove, type ReferenceCounts } from '../../runtime/references/prove';
import { ReferenceRows } from '../../runtime/references/reference-rows';

export interface Observed {
  /** In one snapshot. */
  readonly database: Client;
  readonly s3: S3Client;
  readonly objects: Location;
  /** The objects at that moment, in key order; each call reads them from the beginning. */
  readonly planned: () => AsyncIterable<PlannedObject>;
  readonly references: readonly Reference[];
  /** The moment of the objects. */
  readonly at: string;
  readonly byVersion: boolean;
  /** See CheckedObjects. */
  readonly byClockFrom?: number;
  /** References that were broken before. @default - every missing object counts */
  readonly baseline?: Baseline;
}

export interface VerifyScope {
  /** A past moment: the running application says nothing about it. */
  readonly isolated: boolean;
  readonly applicationUrl?: string;
  /** @default - a sample within a budget */
  readonly wantedBytes?: WantedBytes;
  /** No object, and no row in the tables that refer to one, is no failure: both at once. */
  readonly allowEmpty: boolean;
}

export interface Verified {
  readonly references: JoinedReferences | null;
  readonly skewSeconds: number | null;
  readonly checks: readonly CheckResult[];
}

const EMPTY = 'there is no row and no object, and `--allow-empty` says that this may be';
const SAMPLED_LECTURES = 25;
const READ_MILLISECONDS = 10 * 60_000;
const READY_WITHIN_SECONDS = 10;

/** The checks of the workflow, on a running system instead of a restored one. */
export async function verifyChecks(
  observed: Observed,
  { isolated, applicationUrl, wantedBytes, allowEmpty }: VerifyScope,
): Promise<Verified> {
  const { database, s3, objects: location, planned, references, at, byVersion, byClockFrom, baseline } = observed;
  const rows = new RestoredRows(database);
  const apart = <T>(read: () => Promise<T>) => behindSavepoint(database, read);
  const referenceRows = new ReferenceRows(database);
  const clock = CLOCK;
  const sampleSeed = `verify-${at}`;
  let lectures: Promise<readonly SampledLecture[]> | undefined;
  const sample = () => {
    lectures ??= apart(() => rows.sampleLectures(sampleSeed, SAMPLED_LECTURES));
    return lectures;
  };

  const found = await checkContent({
    references,
    referenceRows,
    facts: new DatabaseFacts(database),
    sequenceRecord: async () => undefined,
    manifest: async () => undefined,
    expectedHead: async () => undefined,
    apart,
  });
  let joined: JoinedReferences | null = null;
  let nothing = false;
  const proof = await carryOut(REFERENCES, async () => {
    const { counts, dangling, unproved } = await prove({
      references,
      rows: referenceRows,
      location,
      state: planned(),
      baseline,
    });
    joined = joinedOf(counts);
    // Of another database or another bucket one side is missing or has something.
    const noRow = counts.rowsChecked === 0 && counts.tables.length > 0 && unproved.length === 0;
    nothing = allowEmpty && noRow && (await firstObject(planned(), location)) === undefined;
    if (nothing) return notApplicable(REFERENCES, EMPTY);
    return judgeReferences(joined, dangling, unproved);
  });
  const content = found.map((result) =>
    result.name === ROWS_PRESENT.name && nothing ? notApplicable(ROWS_PRESENT, EMPTY) : result,
  );
  const stored = await checkObjects(
    { location, planned, isolated, sampleSeed, byClockFrom },
    {
      rows: { newestHeartbeat: (before) => apart(() => rows.newestHeartbeat(before)) },
      objects: new ObjectReader(s3, location.bucket),
      clock,
      wantedBytes,
      readUntil: clock.now() + READ_MILLISECONDS,
      byVersion,
    },
    sample,
  );
  const application =
    applicationUrl === undefined
      ? [READINESS, LECTURE_INTEGRITY, TRANSCRIPTS].map((check) => notApplicable(check, 'no `--application-url`'))
      : await checkApplication({ location, isolated }, applicationWorld(applicationUrl), sample);
  return {
    references: joined,
    skewSeconds: stored.skewSeconds,
    checks: [...content, proof, ...stored.results, ...application],
  };

  function applicationWorld(baseUrl: string) {
    const { WRITE_TOKEN: token } = process.env;
    const options = { baseUrl, allowPrivateAddresses: true, token };
    return { application: new Application(options), clock, readyWithinSeconds: READY_WITHIN_SECONDS };
  }
}

/** As far as `--json` shows them. */
function joinedOf(counts: ReferenceCounts): JoinedReferences {
  const { rowsChecked, checked, dangling, danglingBefore, orphaned, elsewhere } = counts;
  return { rowsChecked, checked, dangling, danglingBefore, orphaned, elsewhere };
}
