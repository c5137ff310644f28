import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import * as z from 'zod';
import { dataLossFolder } from '../../domain/report/data-loss';
import { candidateOf } from '../../domain/workflow/candidates';
import type { Erasures, Workflow } from '../../domain/workflow/workflow';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import { oldDatabase, servingEndpoint } from '../../runtime/database/endpoints';
import { type Erased, listDeleted, listLogged } from '../../runtime/database/erased-rows';
import { connect } from '../../runtime/database/postgres';
import { TableRows } from '../../runtime/database/table-rows';
import { evidenceOf } from '../../runtime/evidence/evidence';
import type { EvidenceStore } from '../../runtime/evidence/evidence-store';
import { PartWriter } from '../../runtime/evidence/part-writer';
import { timeLeft } from '../../runtime/execution/lambda-context';
import type { TimeLeft } from '../../runtime/execution/share-of-time';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface ListErasuresEnvironment extends DatabaseEnvironment {
  readonly DATABASE_SECRET_ARN: string;
  /** JSON of `DeclaredErasures`. */
  readonly ERASURES: string;
}

const declaredErasures = z.object({
  tables: z.array(z.string()),
  log: z.object({ table: z.string(), subject: z.string(), at: z.string() }).optional(),
});
export type DeclaredErasures = z.infer<typeof declaredErasures>;

export type ListErasuresInput = Pick<Workflow, 'plan' | 'attempt' | 'candidate' | 'database' | 'erasures'>;

/** What ListErasures needs of the world. */
export interface ListErasuresWorld {
  readonly declared: DeclaredErasures;
  readonly evidence: Pick<EvidenceStore, 'putText'>;
  /** Sessions that only read; the caller of them ends them. */
  openOld(): Promise<Client>;
  openRestored(): Promise<Client>;
  readonly timeLeft: TimeLeft;
}

/**
 * Who was erased after the target time, and is in the restored database again. Asked while everything is frozen and before
 * the application is at the restored database: a row that is only there was deleted since. What is found stays as it is
 * for each attempt at the same database: an attempt that has erased some of it already must not forget their objects.
 */
export async function listErasures(
  { plan, attempt, candidate, database, erasures: found }: ListErasuresInput,
  { declared, evidence, openOld, openRestored, timeLeft }: ListErasuresWorld,
): Promise<Erasures> {
  if (found?.outcome === 'listed' && found.database === database.identifier) return found;
  const { bucket, prefix } = dataLossFolder(plan);
  const list = { bucket, prefix: `${prefix}erasures/attempt-${attempt}/` };
  const lines = new Lines(new PartWriter(evidence, list.prefix));
  const note = (erased: Erased) => lines.write(erased);
  let old: Client;
  try {
    old = await openOld();
  } catch (error) {
    return {
      outcome: 'unknown',
      cause: `the old database could not be asked: ${(error as Error).message.replace(/\.$/, '')}`,
    };
  }
  try {
    const since = candidateOf(plan, candidate).objectTime;
    const logged = declared.log === undefined ? [] : await listLogged(declared.log, since, old, note);
    const notListed = [...logged];
    if (declared.tables.length > 0 && plan.scope !== 'objects') {
      const restored = await openRestored();
      try {
        const both = { old: await TableRows.begin(old), restored: await TableRows.begin(restored), timeLeft };
        notListed.push(...(await listDeleted(declared.tables, both, note)));
      } finally {
        await restored.end();
      }
    }
    await lines.close();
    return {
      outcome: 'listed',
      database: database.identifier,
      expected: lines.count,
      list,
      sha256: lines.digest(),
      notListed,
    };
  } finally {
    await old.end();
  }
}

class Lines {
  count = 0;
  private readonly hash = createHash('sha256');

  constructor(private readonly writer: PartWriter) {}

  async write(value: unknown): Promise<void> {
    const line = JSON.stringify(value);
    this.hash.update(`${line}\n`);
    this.count++;
    await this.writer.writeLine(line);
  }

  close(): Promise<void> {
    return this.writer.close();
  }

  digest(): string {
    return this.hash.digest('hex');
  }
}

export const handler = stepHandler<ListErasuresInput & Pick<Workflow, 'execution' | 'lowTraffic' | 'freeze'>, Erasures>(
  'ListErasures',
  (input, context) => {
    const variables = environment<ListErasuresEnvironment>({
      ...DATABASE_VARIABLES,
      DATABASE_SECRET_ARN: 'required',
      ERASURES: 'required',
    });
    const { plan, database } = input;
    const session = { secretArn: variables.DATABASE_SECRET_ARN, readOnly: true };
    const openRestored = () => connect({ ...session, ...servingEndpoint(input), database: database.name });
    return listErasures(input, {
      declared: declaredErasures.parse(JSON.parse(variables.ERASURES)),
      evidence: evidenceOf(input),
      // Where only the objects go back, the database of now has the log.
      openOld: async () => {
        if (plan.scope === 'objects') return await openRestored();
        const endpoint = await oldDatabase(input, databasesOf(variables));
        return await connect({ ...session, ...endpoint, database: endpoint.database ?? database.name });
      },
      openRestored,
      timeLeft: () => timeLeft(context, 'ending'),
    });
  },
);
