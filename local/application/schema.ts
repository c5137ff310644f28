import type { ClientBase } from 'pg';

interface Migration {
  /** As in `schema_migrations.id`; applied in this order. */
  readonly id: string;
  readonly sql: string;
}

const MIGRATIONS: readonly Migration[] = [
  {
    id: '0001_lectures.sql',
    sql: `
      create table courses (
        id text primary key,
        title text not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );
      create table lectures (
        id text primary key,
        course_id text not null,
        preset_id text not null,
        title text not null,
        status text not null,
        audio_path text,
        transcript_path text,
        source_type text not null default 'audio',
        user_id text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );
      create table artifacts (
        id text primary key,
        lecture_id text not null,
        course_id text not null,
        preset_id text not null,
        artifact_type text not null,
        storage_path text not null,
        summary_overview text,
        summary_section_count int,
        created_at timestamptz not null default now()
      );
      create table exports (
        id text primary key,
        lecture_id text not null,
        export_type text not null,
        storage_path text not null,
        created_at timestamptz not null default now()
      );
      create table jobs (
        id text primary key,
        lecture_id text,
        job_type text not null,
        status text not null,
        result jsonb,
        error text,
        privileged boolean not null default false,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );
      create index artifacts_lecture_id on artifacts (lecture_id);
      create index exports_lecture_id on exports (lecture_id);
      create index jobs_queued on jobs (created_at) where status = 'queued';`,
  },
  {
    id: '0002_threads_and_context.sql',
    sql: `
      create table threads (
        id text primary key,
        course_id text not null,
        title text not null,
        summary text,
        status text not null,
        complexity_level int not null,
        lecture_refs jsonb not null default '[]',
        created_at timestamptz not null default now()
      );
      create table thread_occurrences (
        id text primary key,
        thread_id text not null references threads (id) on delete cascade,
        lecture_id text not null,
        evidence text,
        created_at timestamptz not null default now()
      );
      create table thread_updates (
        id text primary key,
        thread_id text not null references threads (id) on delete cascade,
        lecture_id text not null,
        summary text,
        created_at timestamptz not null default now()
      );
      create table context_files (
        id text primary key,
        course_id text not null,
        filename text not null,
        file_path text not null,
        file_size int not null,
        tag text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );`,
  },
  {
    id: '0003_money.sql',
    sql: `
      create table users (
        id text primary key,
        email text not null unique,
        created_at timestamptz not null default now()
      );
      create table credit_ledger (
        id bigserial primary key,
        user_id text not null references users (id),
        amount int not null,
        reason text not null,
        created_at timestamptz not null default now()
      );
      create table token_transactions (
        id text primary key,
        user_id text not null references users (id),
        tokens int not null,
        created_at timestamptz not null default now()
      );
      create table purchase_receipts (
        id text primary key,
        user_id text not null references users (id),
        product text not null,
        cents int not null,
        created_at timestamptz not null default now()
      );`,
  },
];

/** The migration this application was written for; a database with another head is not ready for it. */
export const SCHEMA_HEAD = MIGRATIONS[MIGRATIONS.length - 1]!.id;

/** Applies what is missing, each migration in a transaction of its own; two callers at once are put in a line. */
export async function migrate(client: Pick<ClientBase, 'query'>): Promise<void> {
  await client.query('select pg_advisory_lock(72061)');
  try {
    await client.query(
      'create table if not exists schema_migrations (id text primary key, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ id: string }>('select id from schema_migrations');
    const applied = new Set(rows.map(({ id }) => id));
    for (const { id, sql } of MIGRATIONS.filter((migration) => !applied.has(migration.id))) {
      await client.query(`begin; ${sql} insert into schema_migrations (id) values ('${id}'); commit`);
    }
  } finally {
    await client.query('select pg_advisory_unlock(72061)');
  }
}
