import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { whyTokenStays } from '../../domain/arguments/url';
import { didNotPass } from '../../domain/checks/check';
import type { WantedBytes } from '../../domain/checks/object-bytes';
import type { JoinedReferences } from '../../domain/checks/references';
import { assertNotEmpty } from '../../domain/objects/counted';
import { matchedMoment } from '../../domain/objects/moment';
import type { StateOptions } from '../../domain/objects/state';
import { PEGASUS_REFERENCES, parseReferences, type Reference } from '../../domain/references/references';
import { parseTargetTime, seconds } from '../../domain/request/target-time';
import type { CheckResult } from '../../domain/workflow/workflow';
import { databaseIdentity } from '../../runtime/database/database-identity';
import { EvidenceFolder } from '../../runtime/evidence/evidence-folder';
import { bucketHistory } from '../../runtime/objects/bucket-history';
import { assertHistoryReachesBack } from '../../runtime/objects/history';
import { plannedState } from '../../runtime/objects/planned-state';
import { type Engine, rewindEngine } from '../../runtime/objects/rewind/engine';
import { layoutBelow } from '../../runtime/objects/rewind/layout';
import { planRewind } from '../../runtime/objects/rewind/plan';
import { ReferenceRows } from '../../runtime/references/reference-rows';
import { BadArguments } from '../exit-code';
import { readJsonFile } from '../options/json-file';
import type { Progress } from '../progress';
import { clientOf, type StoreArguments } from '../rewind/arguments';
import { nearestTo } from '../rewind/nearest';
import { assertOfDatabase, assertOfTime, readBaseline } from './baseline';
import { type Observed, verifyChecks } from './checks';
import { type DatabaseArguments, openSnapshot } from './database';

export interface VerifyArguments extends StoreArguments, DatabaseArguments {
  readonly bucket: string;
  readonly prefix: string;
  readonly at?: string;
  readonly references?: string;
  readonly applicationUrl?: string;
  readonly bytes?: WantedBytes;
  readonly baseline?: string;
  /** @default false */
  readonly allowEmpty?: boolean;
  readonly listers: number;
}

/** What `--json` writes. */
export interface Verification {
  readonly verdict: 'verified' | 'failed';
  readonly bucket: string;
  readonly prefix: string;
  /** The moment of the objects; with `--at`, of the database that was restored to it. */
  readonly at: string;
  readonly objects: { readonly versionsListed: number; readonly keys: number; readonly ambiguous: number };
  /** null: the join did not complete. */
  readonly references: JoinedReferences | null;
  readonly skewSeconds: number | null;
  readonly checks: readonly CheckResult[];
  readonly seconds: number;
}

const DAY_MS = 24 * 3600_000;
/** In the folder of this run. */
const LAYOUT = layoutBelow('');

export async function runVerify(options: VerifyArguments, progress: Progress): Promise<Verification> {
  assertTokenStays(options.applicationUrl);
  const references = referencesOf(options.references);
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const startedAt = Date.now();
  const s3 = clientOf(options);
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-verify-'));
  let database: Client | undefined;
  try {
    // The rows first: an application stores an object before its row, so a later listing has the objects of all rows.
    database = await openSnapshot(options);
    await assertNamed(references, database);
    if (baseline) assertOfDatabase(baseline, await databaseIdentity(database));
    const { bucket, prefix, concurrency } = options;
    const objects = { bucket, prefix };
    const evidence = new EvidenceFolder(folder);
    const engine = rewindEngine(s3, { source: objects, evidence, concurrency });
    const { moment, named, versioned } = await momentOf(engine, options.at);
    if (baseline) assertOfTime(baseline, named);
    const counts = await listed(engine, moment, options, progress);
    const allowEmpty = options.allowEmpty === true;
    if (counts.keys === 0 && !allowEmpty) {
      const where = `s3://${bucket}/${prefix}`;
      const advice =
        `${await nearestTo(s3, objects)} Check the bucket, the prefix and the time; if it is right that nothing is there, add \`--allow-empty\`.`.trimStart();
      assertNotEmpty(counts, where, `at ${named}`, advice);
    }
    const observed: Observed = {
      database,
      s3,
      objects,
      planned: () => plannedState(evidence, LAYOUT.state, counts.keys),
      references,
      at: named,
      byVersion: versioned,
      byClockFrom: moment.boundary?.from,
      baseline: baseline?.baseline,
    };
    const isolated = options.at !== undefined;
    const found = await verifyChecks(observed, {
      isolated,
      applicationUrl: options.applicationUrl,
      wantedBytes: options.bytes,
      allowEmpty,
    });
    return {
      verdict: found.checks.some(didNotPass) ? 'failed' : 'verified',
      bucket,
      prefix,
      at: named,
      objects: { versionsListed: counts.versionsListed, keys: counts.keys, ambiguous: counts.ambiguous },
      ...found,
      seconds: Math.round((Date.now() - startedAt) / 100) / 10,
    };
  } finally {
    await database?.end().catch(() => undefined);
    s3.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}

function assertTokenStays(url: string | undefined): void {
  const why = url === undefined || !process.env.WRITE_TOKEN ? undefined : whyTokenStays(url);
  if (why !== undefined) throw new BadArguments(`\`--application-url ${url}\` with a token in WRITE_TOKEN: ${why}.`);
}

const REFERENCES_ARE =
  'Give a JSON list such as [{"table":"artifacts","column":"storage_path"}] in quotation marks, or a file with it.';

/** The JSON itself, or a file that holds it. */
function referencesOf(given: string | undefined): readonly Reference[] {
  if (given === undefined) return PEGASUS_REFERENCES;
  if (!/^\s*[[{]/.test(given)) {
    return readJsonFile(given, {
      option: '--references',
      what: 'not a list of references, nor a file with one',
      parse: (value) => parseReferences(JSON.stringify(value)),
      advice: REFERENCES_ARE,
    });
  }
  try {
    return parseReferences(given);
  } catch (error) {
    const { message } = error as Error;
    const why = error instanceof SyntaxError ? `it is no JSON (${message}). ${REFERENCES_ARE}` : message;
    throw new BadArguments(`\`--references\`: ${why}`);
  }
}

/** Before anything is listed: a name that is misspelt would leave its rows out. */
async function assertNamed(references: readonly Reference[], database: Client): Promise<void> {
  const { missing } = await new ReferenceRows(database).discover(references);
  if (missing.length === 0) return;
  throw new BadArguments(
    `\`--references\`: ${missing.join('; ')}. Correct the name, or add "optional": true where the database may lack it.`,
  );
}

/**
 * With versions the objects are those of one moment, even while others write; without, those of the listing. At a past
 * time they are those that belong to a database which was restored to it.
 */
async function momentOf(
  engine: Engine,
  wanted: string | undefined,
): Promise<{ readonly moment: StateOptions; readonly named: string; readonly versioned: boolean }> {
  const [now, { versioning }] = await Promise.all([
    engine.history.now(),
    bucketHistory(engine.client, engine.source.bucket),
  ]);
  const versioned = versioning === 'Enabled';
  // Uploads that are listed now are complete now.
  const live = { at: versioned ? now : now + DAY_MS, multipartWindow: 0 };
  if (wanted === undefined) return { moment: live, named: seconds(now), versioned };
  const named = parseTargetTime(wanted, now);
  const moment = matchedMoment({ kind: 'time', time: named });
  await assertHistoryReachesBack(engine, engine.source, moment.at);
  return { moment, named, versioned };
}

async function listed(
  engine: Engine,
  moment: StateOptions,
  { at: past, listers }: VerifyArguments,
  progress: Progress,
) {
  progress.begin('listed');
  const { counts } = await planRewind(
    {
      ...engine,
      // Nothing is copied, so no copy has to be compared.
      isSame: async () => true,
      hasTime: () => true,
      onProgress: ({ versionsListed }) => progress.update(versionsListed),
    },
    { layout: LAYOUT, ...moment, listers, needsHistory: past !== undefined, resume: false },
  );
  progress.end();
  return counts;
}
