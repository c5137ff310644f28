import { S3Client } from '@aws-sdk/client-s3';
import { alreadyDangling, type Baseline, type BrokenReference, wasBroken } from '../../domain/references/baseline';
import { type Finding, joinReferences, type RowReference } from '../../domain/references/join';
import { parseReferences, type Reference, readStoredPath } from '../../domain/references/references';
import { candidateOf } from '../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { ownPrefix } from '../../domain/workflow/heartbeat';
import type { Location, ObjectPlan, ReferenceProof, RestorePlan, Workflow } from '../../domain/workflow/workflow';
import { connect } from '../../runtime/database/postgres';
import { Evidence } from '../../runtime/evidence/evidence';
import type { EvidenceStore } from '../../runtime/evidence/evidence-store';
import { PartWriter } from '../../runtime/evidence/part-writer';
import { type PlannedObject, plannedState } from '../../runtime/objects/planned-state';
import { rewindLayout } from '../../runtime/objects/rewind/layout';
import { settleAmbiguous } from '../../runtime/objects/rewind/resolve-ambiguous';
import { Baselines } from '../../runtime/references/baselines';
import { ReferenceRows, type StoredReference } from '../../runtime/references/reference-rows';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface ProveReferencesEnvironment {
  readonly DATABASE_SECRET_ARN: string;
  readonly REFERENCES: string;
}

export type ProveReferencesInput = Pick<Workflow, 'plan' | 'attempt' | 'database' | 'objectPlan'> & Provable;

/** What the proof needs of it: any system with rows and a planned state can be proved. */
export interface Provable {
  readonly plan: Pick<RestorePlan, 'evidence' | 'objects' | 'candidates'> & Partial<Pick<RestorePlan, 'scope'>>;
  readonly attempt: number;
  /** Index into `plan.candidates`. @default - the attempt */
  readonly candidate?: number;
  readonly objectPlan: Pick<ObjectPlan, 'state'>;
}

export interface ProveReferencesWorld {
  readonly references: readonly Reference[];
  readonly rows: Pick<ReferenceRows, 'discover' | 'count' | 'stream'>;
  readonly evidence: EvidenceStore;
  /** What was broken before the target time. @default - nobody knows: everything that dangles counts */
  readonly baseline?: Baseline;
}

/** How many dangling references the error names; all of them are in the proof. */
const NAMED = 10;

/**
 * Joins every reference in the restored database with the planned state of the objects, before anything is written to the
 * bucket. Both sides stream in key order. Objects without a row are reported only: a bucket may hold what no row knows.
 * What dangled in the baseline already is told apart: the restore has not broken it, and brings it back as it was.
 * Ambiguous objects that a row vouches for get their actions here: the application stores an object before its row.
 *
 * The proof is `attempt-<n>/proof/part-*.jsonl`, one finding a line, the counts in the last.
 * @throws PegasusError `DanglingReferences`; `NothingToProve` when no row refers to the protected place at all
 */
export async function proveReferences(
  { plan, attempt, candidate = attempt, objectPlan }: Provable,
  { references, rows, evidence, baseline }: ProveReferencesWorld,
): Promise<ReferenceProof> {
  const { found, notFound } = await rows.discover(references);
  const counts = found.length === 0 ? [] : await rows.count(found);
  const tables = counts.map(({ table }) => table);
  const rowsChecked = counts.reduce((sum, table) => sum + table.rows, 0);
  if (rowsChecked === 0) {
    throw new PegasusError(
      ErrorName.NOTHING_TO_PROVE,
      `The restored database is empty. Tables without a row: ${tables.join(', ') || 'none'}; not found: ${notFound.join(', ') || 'none'}. ` +
        'Restore another moment, or look whether this is the right database.',
    );
  }

  const detail = `${plan.evidence.prefix}attempt-${attempt}/proof/`;
  const where = `s3://${plan.evidence.bucket}/${detail}`;
  const proof = new PartWriter(evidence, detail);
  const planned = withoutOwn(plannedState(evidence, objectPlan.state), plan.objects);
  const joined = await join(rows.stream(found), planned, plan.objects, proof, wasBroken(baseline));
  const { tally, dangling, before, vouchedFor } = joined;
  const whole = tally.found + tally.ambiguous;
  const checked = whole + tally.dangling + tally.danglingBefore;
  await proof.write({ finding: 'counts', rowsChecked, checked, ...tally, tables, tablesNotFound: notFound });
  await proof.close();

  if (tally.dangling > 0) {
    const when = plan.scope === 'database' ? 'as they are now' : `at ${candidateOf(plan, candidate).objectTime}`;
    const more = tally.dangling > NAMED ? `; and ${tally.dangling - NAMED} more` : '';
    const known =
      baseline === undefined
        ? 'No baseline from before says what was broken already.'
        : `${tally.danglingBefore} others dangled in the baseline of ${baseline.takenAt} already.`;
    throw new PegasusError(
      ErrorName.DANGLING_REFERENCES,
      `${tally.dangling} of ${checked} references without an object ${when}: ` +
        `${dangling.join('; ')}${more}. All are in ${where}. ` +
        `${known} Nothing has been written; choose another target time, ${plan.scope === undefined || plan.scope === 'both' ? '' : 'or bring back both stores, '}or look whether the object history is complete.`,
    );
  }
  if (whole === 0) {
    throw new PegasusError(
      ErrorName.NOTHING_TO_PROVE,
      `None of ${rowsChecked} rows refers to an object in s3://${plan.objects.bucket}/${plan.objects.prefix} ` +
        `(${tally.elsewhere} refer elsewhere, ${tally.danglingBefore} dangled before, see ${where}): check the protected bucket, its prefix and the references.`,
    );
  }
  if (vouchedFor.size > 0) {
    await settleAmbiguous(evidence, rewindLayout(plan.evidence, attempt), (key) => vouchedFor.has(key));
  }
  await evidence.putText(alreadyDangling(plan.evidence.prefix, attempt), JSON.stringify(before), 'application/json');
  const { orphaned, ambiguous, elsewhere, danglingBefore } = tally;
  return {
    rowsChecked,
    checked,
    dangling: 0,
    orphaned,
    ambiguous,
    elsewhere,
    danglingBefore,
    baseline: baseline?.takenAt ?? null,
    tables,
    tablesNotFound: notFound,
    detail,
  };
}

type Tally = Record<Finding['kind'] | 'elsewhere' | 'danglingBefore', number>;

interface Joined {
  readonly tally: Tally;
  readonly dangling: readonly string[];
  readonly before: readonly BrokenReference[];
  readonly vouchedFor: ReadonlySet<string>;
}

/** Writes every finding that is not simply right; names the first rows that dangle. */
async function join(
  stored: AsyncIterable<StoredReference>,
  planned: AsyncIterable<PlannedObject>,
  objects: Location,
  proof: PartWriter,
  isKnown: (reference: BrokenReference) => boolean,
): Promise<Joined> {
  const tally: Tally = { found: 0, dangling: 0, danglingBefore: 0, ambiguous: 0, orphaned: 0, elsewhere: 0 };
  const before: BrokenReference[] = [];
  const dangling: string[] = [];
  const vouchedFor = new Set<string>();

  async function* here(): AsyncGenerator<RowReference> {
    for await (const { path, row } of stored) {
      const place = readStoredPath(path, objects);
      if (place.kind === 'here') {
        yield { key: place.key, row };
      } else {
        tally.elsewhere++;
        await proof.write({ finding: 'elsewhere', row, path, why: place.why });
      }
    }
  }
  for await (const { kind, ...finding } of joinReferences(here(), planned)) {
    if (kind === 'dangling' && 'row' in finding && isKnown(finding)) {
      tally.danglingBefore++;
      before.push(finding);
      await proof.write({ finding: 'dangling before', ...finding });
      continue;
    }
    tally[kind]++;
    if (kind === 'found') continue;
    await proof.write({ finding: kind, ...finding });
    if (kind === 'ambiguous') vouchedFor.add(finding.key);
    if (kind === 'dangling' && dangling.length < NAMED && 'row' in finding) {
      dangling.push(`${finding.row} → ${finding.key}`);
    }
  }
  return { tally, dangling, before, vouchedFor };
}

async function* withoutOwn(planned: AsyncIterable<PlannedObject>, here: Location): AsyncGenerator<PlannedObject> {
  const own = ownPrefix(here.prefix);
  for await (const object of planned) {
    if (!object.key.startsWith(own)) yield object;
  }
}

export const handler = stepHandler<ProveReferencesInput, ReferenceProof>('ProveReferences', async (input, context) => {
  const { DATABASE_SECRET_ARN, REFERENCES } = environment<ProveReferencesEnvironment>({
    DATABASE_SECRET_ARN: 'required',
    REFERENCES: 'required',
  });
  const { plan, candidate, database } = input;
  const { host, port, name } = database;
  const evidence = new Evidence(new S3Client({}), plan.evidence.bucket);
  const { objectTime } = candidateOf(plan, candidate ?? input.attempt);
  const client = await connect({
    secretArn: DATABASE_SECRET_ARN,
    host,
    port,
    database: name,
    readOnly: true,
    statementTimeoutMilliseconds: context.getRemainingTimeInMillis(),
  });
  try {
    // One snapshot for the counts and the cursor.
    await client.query('begin isolation level repeatable read read only');
    return await proveReferences(input, {
      references: parseReferences(REFERENCES),
      rows: new ReferenceRows(client),
      evidence,
      baseline: await new Baselines(evidence).before(plan.sourceDatabase, objectTime),
    });
  } finally {
    await client.end();
  }
});
