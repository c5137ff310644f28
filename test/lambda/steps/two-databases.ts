import { Client } from 'pg';
import type { DataLossSummary } from '../../../domain/report/data-loss';
import { recordDataLoss } from '../../../lambda/steps/record-data-loss';
import type { BothDatabases } from '../../../runtime/database/table-reading';
import { TableRows } from '../../../runtime/database/table-rows';
import { startPostgres, type TestDatabase } from '../../postgres';
import { PlannedEvidence, restored } from './restored';

const SCHEMA = `
  create table exports (id text primary key, path text);
  create table credit_ledger (id bigint primary key, amount numeric);
  create table members (course text, person int, role text, primary key (course, person));
  create table notes (said text);
  create schema pegasus_backup;
  create table pegasus_backup.heartbeat (id text primary key);`;

const ROWS = `
  insert into exports values ('Z', '1'), ('a', '2'), ('é', '3'), ('\uffff', '4'), ('🙂', '5');
  insert into credit_ledger values (2, 100), (10, 90071992547409931234567890);
  insert into members values ('c-1', 2, 'x'), ('c-1', 10, 'y'), ('c', 3, 'z')`;

export interface Recorded {
  readonly attempt?: number;
  readonly continues?: readonly string[];
  readonly transaction?: string;
  /** Actions that the plan counted. @default - none */
  readonly marks?: number;
  readonly timeLeft?: () => number;
  readonly open?: () => Promise<BothDatabases>;
}

/** The old database and the restored one, on one server. */
export class TwoDatabases {
  server!: TestDatabase;
  old!: Client;
  now!: Client;
  evidence = new PlannedEvidence();

  async start(): Promise<void> {
    this.server = await startPostgres();
    // A language in which `a` sorts before `Z`: what is found must not depend on it.
    for (const name of ['old', 'restored']) {
      await this.server.client.query(`create database ${name} template template0 locale_provider icu icu_locale 'en'`);
    }
    this.old = await this.connect('old');
    this.now = await this.connect('restored');
  }

  async stop(): Promise<void> {
    await this.old?.end();
    await this.now?.end();
    await this.server?.close();
  }

  url(name: string): string {
    return this.server.url.replace(/postgres$/, name);
  }

  async connect(name: 'old' | 'restored'): Promise<Client> {
    const client = new Client({ connectionString: this.url(name) });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  /** Both equal. */
  async asAtTargetTime(): Promise<void> {
    this.evidence = new PlannedEvidence();
    for (const client of [this.old, this.now]) {
      await client.query('rollback; reset role; reset all');
      await client.query(
        'drop schema if exists pegasus_backup, archive, tenant cascade; drop schema public cascade; create schema public',
      );
      await client.query(SCHEMA);
      await client.query(ROWS);
    }
  }

  async open(old = this.old): Promise<BothDatabases> {
    return { old: await TableRows.begin(old), restored: await TableRows.begin(this.now), close: async () => {} };
  }

  async record({ transaction, attempt = 0, continues, marks = 0, timeLeft = () => 60_000, open }: Recorded = {}) {
    const { input } = restored();
    const freeze = { frozenAt: 'then', priorMode: 'frozen' as const, generation: 4, continues };
    const loss = await recordDataLoss(
      {
        ...input,
        attempt,
        freeze,
        database: { ...input.database, transaction },
        objectPlan: { ...input.objectPlan, mark: marks },
      },
      { open: open ?? (() => this.open()), evidence: this.evidence, timeLeft, keptUntil: '2027-02-28' },
    );
    const summary = this.evidence.json('runs/run-1/data-loss.json') as DataLossSummary;
    const lines = (table: string) => this.evidence.linesOf(`data-loss/run-1/${table}/part-000000.jsonl`);
    return { loss, summary, lines };
  }
}
