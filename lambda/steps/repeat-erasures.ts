import { createHash } from 'node:crypto';
import { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Erasures, ErasuresRepeated, Workflow } from '../../domain/workflow/workflow';
import { servingEndpoint } from '../../runtime/database/endpoints';
import { countThere, type Erased } from '../../runtime/database/erased-rows';
import { connect } from '../../runtime/database/postgres';
import { TableRows } from '../../runtime/database/table-rows';
import { evidenceOf } from '../../runtime/evidence/evidence';
import type { EvidenceStore } from '../../runtime/evidence/evidence-store';
import { unusable } from '../../runtime/evidence/unusable';
import { ErasureFunction } from '../../runtime/execution/erasure-function';
import { timeLeft } from '../../runtime/execution/lambda-context';
import type { TimeLeft } from '../../runtime/execution/share-of-time';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface RepeatErasuresEnvironment {
  readonly DATABASE_SECRET_ARN: string;
  readonly ERASURE_FUNCTION: string;
}

export type RepeatErasuresInput = Pick<Workflow, 'plan' | 'database' | 'lowTraffic' | 'proof'> &
  Partial<Pick<Workflow, 'erasures' | 'diagnosis' | 'failure'>>;

/** What RepeatErasures needs of the world. */
export interface RepeatErasuresWorld {
  readonly evidence: Pick<EvidenceStore, 'list' | 'readLines'>;
  readonly erasures: Pick<ErasureFunction, 'erase'>;
  readonly secretArn: string;
  /** How many of these rows the restored database has. */
  countThere(rows: readonly Erased[]): Promise<number>;
  readonly timeLeft: TimeLeft;
}

/** Subjects of one call. */
const BATCH = 100;

/** More than that was deleted by an incident, and not by requests of people. */
const LIMIT = 10_000;

/**
 * Has the application's function erase again whom ListErasures has found, after the checks and before traffic opens. The
 * answers are added up, and rows are counted: as many as were kept must still be there, and no more.
 * @throws PegasusError `ErasuresNotRepeated` without naming a person
 */
export async function repeatErasures(
  { plan, erasures, database, lowTraffic, proof, diagnosis, failure }: RepeatErasuresInput,
  { evidence, erasures: application, secretArn, countThere: count, timeLeft: left }: RepeatErasuresWorld,
): Promise<ErasuresRepeated> {
  const expected = erasures?.outcome === 'listed' ? erasures.expected : null;
  if (diagnosis?.action === 'accept' && failure?.step === 'RepeatErasures') {
    return { outcome: 'accepted', expected, erased: 0, kept: 0 };
  }
  if (erasures?.outcome !== 'listed') {
    throw notRepeated(`who was erased after the target time is not known: ${erasures?.cause ?? 'it was not listed'}.`);
  }
  const where = `s3://${erasures.list.bucket}/${erasures.list.prefix}`;
  if (erasures.expected > LIMIT) {
    throw notRepeated(
      `${erasures.expected} were deleted after the target time, more than ${LIMIT}: what an incident has deleted is no ` +
        `erasure, and none was done again. The list is in ${where}.`,
    );
  }
  const listed = await readList(erasures, evidence);
  const target = { ...servingEndpoint({ database, lowTraffic }), name: database.name, secretArn };
  let [erased, kept] = [0, 0];
  for (const batch of batches(listed)) {
    if (left() < 0)
      throw notRepeated(`${erased + kept} of ${listed.length} were done when the time was over (${where}).`);
    const [{ table }] = batch as [Erased, ...Erased[]];
    const order = { runId: plan.runId, database: target, table, subjects: batch.map(({ subject }) => subject) };
    const answer = await application.erase(order).catch((error: Error) => {
      throw notRepeated(`${erased + kept} of ${listed.length} were done, then ${error.message} (${where}).`);
    });
    if (answer.erased + answer.kept !== batch.length) {
      throw notRepeated(
        `the function was given ${batch.length} of ${table} and answered ${answer.erased} erased and ${answer.kept} kept (${where}).`,
      );
    }
    const rows = batch.filter(({ logged }) => logged === undefined);
    const there = rows.length === 0 ? answer.kept : await count(rows);
    if (there !== answer.kept) {
      throw notRepeated(
        `the function answered ${answer.erased} erased and ${answer.kept} kept of ${table}, and the restored database has ` +
          `${there} of these ${batch.length} rows (${where}).`,
      );
    }
    erased += answer.erased;
    kept += answer.kept;
  }
  const unknown = [...erasures.notListed, ...(plan.scope === 'objects' ? objectsAlone(proof) : [])];
  if (unknown.length > 0) {
    const reasons = unknown.map(({ table, reason }) => `${table} (${reason})`).join(', ');
    throw notRepeated(`${listed.length} were done again, and it is not known who else was erased: ${reasons}.`);
  }
  return { outcome: 'repeated', expected: listed.length, erased, kept };
}

/** Whose objects came back cannot be told by a database that no longer has them; what no row refers to may be theirs. */
const objectsAlone = ({ orphaned }: Workflow['proof']) =>
  orphaned === 0
    ? []
    : [{ table: 'the objects', reason: `no row of the database, which stays, refers to ${orphaned} of them` }];

const erasedLine = z.object({
  table: z.string(),
  logged: z.literal(true).optional(),
  subject: z.record(z.string(), z.string().nullable()),
});

/** Whole, before anything is done: a list that was changed since erases no one. */
async function readList(
  { list, sha256 }: Extract<Erasures, { outcome: 'listed' }>,
  evidence: RepeatErasuresWorld['evidence'],
): Promise<Erased[]> {
  const hash = createHash('sha256');
  const lines: string[] = [];
  for await (const { key } of evidence.list(list.prefix)) {
    for await (const line of evidence.readLines(key)) {
      hash.update(`${line}\n`);
      lines.push(line);
    }
  }
  if (hash.digest('hex') !== sha256) throw unusable(list.prefix, 'is not the list that ListErasures has written');
  return lines.map((line) => erasedLine.parse(JSON.parse(line)));
}

/** Of one table each. */
function* batches(erased: readonly Erased[]): Generator<readonly Erased[]> {
  for (const table of new Set(erased.map((one) => one.table))) {
    const all = erased.filter((one) => one.table === table);
    for (let n = 0; n < all.length; n += BATCH) yield all.slice(n, n + BATCH);
  }
}

const notRepeated = (what: string): PegasusError =>
  new PegasusError(ErrorName.ERASURES_NOT_REPEATED, `Erasures were not done again: ${what}`);

export const handler = stepHandler<RepeatErasuresInput & Pick<Workflow, 'execution'>, ErasuresRepeated>(
  'RepeatErasures',
  (input, context) => {
    const { DATABASE_SECRET_ARN: secretArn, ERASURE_FUNCTION } = environment<RepeatErasuresEnvironment>({
      DATABASE_SECRET_ARN: 'required',
      ERASURE_FUNCTION: 'required',
    });
    const target = { ...servingEndpoint(input), database: input.database.name };
    return repeatErasures(input, {
      evidence: evidenceOf(input),
      erasures: new ErasureFunction(new LambdaClient({}), ERASURE_FUNCTION),
      secretArn,
      countThere: async (rows) => {
        const client = await connect({ secretArn, readOnly: true, ...target });
        try {
          return await countThere(rows, await TableRows.begin(client));
        } finally {
          await client.end();
        }
      },
      timeLeft: () => timeLeft(context, 'ending'),
    });
  },
);
