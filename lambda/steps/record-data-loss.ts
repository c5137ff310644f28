import type { Client } from 'pg';
import { type DataLossSummary, dataLossFolder, dataLossSummaryKey, keptUntil } from '../../domain/report/data-loss';
import { type OldDatabaseUse, oldDatabaseKey, rowsBetween } from '../../domain/report/old-database';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { DataLoss, Workflow } from '../../domain/workflow/workflow';
import { compareTables } from '../../runtime/database/compare-tables';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import { oldDatabase, servingEndpoint } from '../../runtime/database/endpoints';
import { connect } from '../../runtime/database/postgres';
import { SourceSessions } from '../../runtime/database/source-sessions';
import type { BothDatabases } from '../../runtime/database/table-reading';
import { TableRows } from '../../runtime/database/table-rows';
import { digestOf } from '../../runtime/evidence/digest';
import { evidenceOf } from '../../runtime/evidence/evidence';
import type { EvidenceStore } from '../../runtime/evidence/evidence-store';
import { PartWriter } from '../../runtime/evidence/part-writer';
import { type LambdaContext, timeLeft } from '../../runtime/execution/lambda-context';
import { loggerOf } from '../../runtime/execution/logger';
import { asRetryable } from '../../runtime/execution/retryable-errors';
import type { TimeLeft } from '../../runtime/execution/share-of-time';
import { type LostObject, lostObjects } from '../../runtime/objects/lost-objects';
import { asPlanned } from '../../runtime/objects/rewind/sealed-evidence';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface RecordDataLossEnvironment extends DatabaseEnvironment {
  readonly DATABASE_SECRET_ARN: string;
  readonly DATA_LOSS_DAYS: string;
}

export type RecordDataLossInput = Pick<Workflow, 'plan' | 'attempt' | 'database' | 'lowTraffic' | 'freeze'> &
  Partial<Pick<Workflow, 'objectPlan' | 'proof'>>;

/** What RecordDataLoss needs of the world. */
export interface RecordDataLossWorld {
  /** Both databases; null where rows stay, which are not lost. */
  readonly open: (() => Promise<BothDatabases>) | null;
  readonly evidence: Pick<EvidenceStore, 'list' | 'readLines' | 'getJson' | 'assertWhole' | 'putText' | 'putJson'>;
  /** In which rows may still be read. */
  readonly timeLeft: TimeLeft;
  /** The day from which rows and keys expire. */
  readonly keptUntil: string;
}

/**
 * What the old stores have that the restored ones do not, so that it can be replayed: rows that are missing or differ,
 * money first, and objects whose newest version is no longer current. Traffic is open by then: nothing waits for it,
 * and its failure changes no verdict. Rows are exported whole to `data-loss/<run>/<table>/`,
 * which expires and which no step reads; only counts go into the run.
 * A table that cannot be compared, or not to its end, is named, and ends no other.
 */
export async function recordDataLoss(
  { plan, attempt, database, freeze, objectPlan }: RecordDataLossInput,
  { open, evidence, timeLeft, keptUntil }: RecordDataLossWorld,
): Promise<DataLoss> {
  const { bucket, prefix } = dataLossFolder(plan);
  const folder = `s3://${bucket}/${prefix}`;
  const objects = await recordObjects(
    lostObjects(evidence, { ...plan, attempt, continues: freeze?.continues }, objectPlan),
    new PartWriter(evidence, `${prefix}objects/`),
  ).catch((error) => {
    if (error instanceof PegasusError) return error;
    throw error;
  });
  const writer = (table: string) => new PartWriter(evidence, `${prefix}${encodeURIComponent(table)}/`);
  const rows =
    open === null
      ? { tables: [], notCompared: [] }
      : await compareTables(database.transaction ?? null, { open, writer, timeLeft });
  if (objects instanceof PegasusError) {
    return { outcome: 'unknown', cause: `${objects.message} Rows that are lost are in ${folder}.` };
  }
  const { tables, notCompared } = rows;
  const summary: DataLossSummary = { tables, notCompared, objects, folder, keptUntil };
  await evidence.putJson(dataLossSummaryKey(plan), summary);
  const sum = (field: 'missing' | 'changed') => tables.reduce((total, table) => total + table[field], 0);
  return {
    outcome: 'recorded',
    missing: sum('missing'),
    changed: sum('changed'),
    objects,
    notCompared: notCompared.length,
    detail: dataLossSummaryKey(plan),
    sealed: digestOf(summary),
  };
}

async function recordObjects(lost: AsyncIterable<LostObject>, writer: PartWriter): Promise<number> {
  let objects = 0;
  try {
    for await (const object of lost) {
      objects++;
      await writer.write(object);
    }
  } finally {
    await writer.close();
  }
  return objects;
}

/** Who still uses the database that was replaced; looked at first, so that a comparison that breaks does not hide it. */
export async function recordOldUse(
  { plan, freeze }: Pick<RecordDataLossInput, 'plan' | 'freeze'>,
  sessions: Pick<SourceSessions, 'now' | 'clients' | 'written'>,
  evidence: Pick<EvidenceStore, 'putJson'>,
): Promise<OldDatabaseUse> {
  const now = await sessions.written();
  const rows = now === undefined ? null : rowsBetween(freeze?.rowsWritten, now);
  const use: OldDatabaseUse = {
    ...(freeze?.used && { host: freeze.used.host }),
    lookedAt: await sessions.now(),
    since: rows === null ? null : (freeze?.frozenAt ?? null),
    sessions: [...(await sessions.clients())],
    rows,
  };
  await evidence.putJson(oldDatabaseKey(plan.evidence.prefix), use);
  return use;
}

/** Of one statement: what is under way when the time is over must end within the reserve. */
const STATEMENT_MILLISECONDS = 15_000;

async function inBoth(
  variables: RecordDataLossEnvironment,
  input: RecordDataLossInput & Pick<Workflow, 'execution'> & StepInvocation,
  context: LambdaContext,
): Promise<DataLoss> {
  const { plan, database } = input;
  const evidence = asPlanned(evidenceOf(input), input);
  const world = {
    evidence,
    timeLeft: () => timeLeft(context, 'ending'),
    keptUntil: keptUntil(input.step.enteredAt, Number(variables.DATA_LOSS_DAYS)),
  };
  if (plan.scope === 'objects') return await recordDataLoss(input, { ...world, open: null });
  const endpoint = await oldDatabase(input, databasesOf(variables));
  const session = {
    secretArn: variables.DATABASE_SECRET_ARN,
    readOnly: true,
    statementTimeoutMilliseconds: STATEMENT_MILLISECONDS,
  };
  const connectOld = () => connect({ ...session, ...endpoint, database: endpoint.database ?? database.name });
  const use = await lookAtOldUse(input, connectOld, evidence);
  const open = async () => {
    const old = await connectOld();
    const restored = await connect({ ...session, ...servingEndpoint(input), database: database.name }).catch(
      async (error) => {
        await old.end();
        throw error;
      },
    );
    return {
      old: await TableRows.begin(old),
      restored: await TableRows.begin(restored),
      close: async () => void (await Promise.allSettled([old.end(), restored.end()])),
    };
  };
  const loss = await recordDataLoss(input, { ...world, open }).catch(brokenOff);
  return { ...loss, ...(use && { oldDatabase: digestOf(use) }) };
}

/** What was seen of the old database is not lost with it. */
function brokenOff(error: Error): DataLoss {
  if (asRetryable(error).name === ErrorName.RETRYABLE) throw error;
  return { outcome: 'unknown', cause: `${error.name}: ${error.message}` };
}

/** Not knowing it changes nothing of what was lost; the report then says that it was not looked at. */
async function lookAtOldUse(
  input: RecordDataLossInput,
  connectOld: () => Promise<Client>,
  evidence: Pick<EvidenceStore, 'putJson'>,
): Promise<OldDatabaseUse | undefined> {
  const old = await connectOld();
  try {
    return await recordOldUse(input, new SourceSessions(old), evidence);
  } catch (error) {
    loggerOf('RecordDataLoss').error('the use of the old database was not seen', error as Error);
    return undefined;
  } finally {
    await old.end();
  }
}

export const handler = stepHandler<RecordDataLossInput & Pick<Workflow, 'execution'>, DataLoss>(
  'RecordDataLoss',
  (input, context) => {
    const variables = environment<RecordDataLossEnvironment>({
      ...DATABASE_VARIABLES,
      DATABASE_SECRET_ARN: 'required',
      DATA_LOSS_DAYS: 'required',
    });
    return inBoth(variables, input, context);
  },
);
