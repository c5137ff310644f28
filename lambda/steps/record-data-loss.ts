import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import {
  type DataLossSummary,
  lostRowLine,
  lostRows,
  type NotCompared,
  type OldRow,
  planComparison,
  type RestoredRow,
  type TableComparison,
  type TableLoss,
} from '../../domain/report/data-loss';
import { type OldDatabaseUse, oldDatabaseKey, rowsBetween } from '../../domain/report/old-database';
import type { DataLoss, Workflow } from '../../domain/workflow/workflow';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import { oldDatabase, servingEndpoint } from '../../runtime/database/endpoints';
import { connect } from '../../runtime/database/postgres';
import { SourceSessions } from '../../runtime/database/source-sessions';
import { TableRows } from '../../runtime/database/table-rows';
import { Evidence } from '../../runtime/evidence/evidence';
import type { EvidenceStore } from '../../runtime/evidence/evidence-store';
import { PartWriter } from '../../runtime/evidence/part-writer';
import { type LambdaContext, timeLeft } from '../../runtime/execution/lambda-context';
import { type LostObject, lostObjects } from '../../runtime/objects/lost-objects';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface RecordDataLossEnvironment extends DatabaseEnvironment {
  readonly DATABASE_SECRET_ARN: string;
}

export type RecordDataLossInput = Pick<Workflow, 'plan' | 'attempt' | 'database' | 'lowTraffic' | 'freeze'>;

/** What RecordDataLoss needs of the world. */
export interface RecordDataLossWorld {
  readonly old: Pick<TableRows, 'tables' | 'old'>;
  readonly restored: Pick<TableRows, 'tables' | 'restored'>;
  readonly evidence: Pick<EvidenceStore, 'list' | 'readLines' | 'putText' | 'putJson'>;
  /** True when no further row may be read. */
  outOfTime(): boolean;
}

/**
 * What the old stores have that the restored ones do not, so that it can be replayed: rows that are missing or differ,
 * money first, and objects whose newest version is no longer current. Traffic is open by then: nothing waits for it,
 * and its failure changes no verdict. Rows are exported whole to `data-loss/<table>/`; only counts leave the evidence.
 */
export async function recordDataLoss(
  { plan, attempt, database, freeze }: RecordDataLossInput,
  { old, restored, evidence, outOfTime }: RecordDataLossWorld,
): Promise<DataLoss> {
  const folder = `${plan.evidence.prefix}data-loss/`;
  const objects = await recordObjects(
    lostObjects(evidence, { ...plan, attempt, continues: freeze?.continues }),
    new PartWriter(evidence, `${folder}objects/`),
  );

  const planned = planComparison(await old.tables(), await restored.tables());
  const notCompared: NotCompared[] = [...planned.notCompared];
  const tables: TableLoss[] = [];
  for (const table of planned.tables) {
    const there = table.restored ? restored.restored(table, database.transaction ?? null) : none();
    const writer = new PartWriter(evidence, `${folder}${encodeURIComponent(table.table)}/`);
    const loss = await recordTable(table, old.old(table), there, writer, outOfTime);
    tables.push(loss);
    if (outOfTime()) notCompared.push({ table: table.table, reason: 'the time limit was reached' });
  }
  const summary: DataLossSummary = { tables, notCompared, objects };
  await evidence.putJson(`${folder}summary.json`, summary);
  const sum = (field: 'missing' | 'changed') => tables.reduce((total, table) => total + table[field], 0);
  return {
    outcome: 'recorded',
    missing: sum('missing'),
    changed: sum('changed'),
    objects,
    notCompared: notCompared.length,
    detail: `${folder}summary.json`,
  };
}

async function recordTable(
  { table }: TableComparison,
  old: AsyncIterable<OldRow>,
  restored: AsyncIterable<RestoredRow>,
  writer: PartWriter,
  outOfTime: () => boolean,
): Promise<TableLoss> {
  const counts = { missing: 0, changed: 0, rewritten: 0 };
  for await (const lost of lostRows(until(outOfTime, old), restored)) {
    counts[lost.change]++;
    if (lost.rewritten) counts.rewritten++;
    await writer.writeLine(lostRowLine(lost));
  }
  await writer.close();
  return { table, ...counts };
}

async function recordObjects(lost: AsyncIterable<LostObject>, writer: PartWriter): Promise<number> {
  let objects = 0;
  for await (const object of lost) {
    objects++;
    await writer.write(object);
  }
  await writer.close();
  return objects;
}

async function* until<T>(over: () => boolean, items: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const item of items) {
    if (over()) return;
    yield item;
  }
}

async function* none(): AsyncGenerator<never> {}

/** Who still uses the database that was replaced; looked at first, so that a comparison that breaks does not hide it. */
export async function recordOldUse(
  { plan, freeze }: Pick<RecordDataLossInput, 'plan' | 'freeze'>,
  sessions: Pick<SourceSessions, 'now' | 'clients' | 'written'>,
  evidence: Pick<EvidenceStore, 'putJson'>,
): Promise<OldDatabaseUse> {
  const now = await sessions.written();
  const rows = now === undefined ? null : rowsBetween(freeze?.rowsWritten, now);
  const use: OldDatabaseUse = {
    lookedAt: await sessions.now(),
    since: rows === null ? null : (freeze?.frozenAt ?? null),
    sessions: [...(await sessions.clients())],
    rows,
  };
  await evidence.putJson(oldDatabaseKey(plan.evidence.prefix), use);
  return use;
}

/** Rows that stay are not lost. */
const NO_ROWS = { tables: async () => [], old: none, restored: none };

async function inBoth(
  variables: RecordDataLossEnvironment,
  input: RecordDataLossInput,
  context: LambdaContext,
): Promise<DataLoss> {
  const { plan, database } = input;
  const evidence = new Evidence(new S3Client({}), plan.evidence.bucket);
  const outOfTime = () => timeLeft(context, 'ending') < 0;
  if (plan.scope === 'objects') {
    return await recordDataLoss(input, { old: NO_ROWS, restored: NO_ROWS, evidence, outOfTime });
  }
  const secretArn = variables.DATABASE_SECRET_ARN;
  const endpoint = await oldDatabase(plan, databasesOf(variables));
  const old = await connect({ secretArn, ...endpoint, database: endpoint.database ?? database.name, readOnly: true });
  try {
    // Not knowing it changes nothing of what was lost; the report then says that it was not looked at.
    await recordOldUse(input, new SourceSessions(old), evidence).catch((error) =>
      new Logger({ serviceName: 'RecordDataLoss' }).error('the use of the old database was not seen', error as Error),
    );
    const restored = await connect({ secretArn, ...servingEndpoint(input), database: database.name, readOnly: true });
    try {
      return await recordDataLoss(input, {
        old: await TableRows.begin(old),
        restored: await TableRows.begin(restored),
        evidence,
        outOfTime,
      });
    } finally {
      await restored.end();
    }
  } finally {
    await old.end();
  }
}

export const handler = stepHandler<RecordDataLossInput, DataLoss>('RecordDataLoss', (input, context) => {
  const variables = environment<RecordDataLossEnvironment>({ ...DATABASE_VARIABLES, DATABASE_SECRET_ARN: 'required' });
  return inBoth(variables, input, context);
});
