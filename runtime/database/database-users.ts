import { FOREIGN_EVENT_TRIGGERS } from './foreign-code';
import { ADDITIONS } from './heartbeat-table';

export const READER = 'pegasus_backup_reader';
export const HEARTBEAT = 'pegasus_backup_heartbeat';

/** Errors stop it as a whole; what only a superuser may do is a warning with the statement. */
export const DATABASE_USERS_SQL = `\
-- Users of PegasusBackup: one that reads, and one that writes the heartbeat and owns nothing else. PostgreSQL 14 or later.
-- Run it in the protected database, as its owner (the master user of RDS); a superuser is not needed. It may run twice.
--   pegasus-backup database-users --sql | psql -X -v ON_ERROR_STOP=1 "postgresql://OWNER@HOST/DATABASE"
-- Afterwards give each a password (\\password ${READER} in psql) and a secret as RDS writes it.
begin;
set local search_path = pg_catalog, pg_temp;

do $$
declare
  found text;
begin
  if current_setting('server_version_num')::int < 140000 then
    raise exception 'PostgreSQL % has no pg_read_all_data: PostgreSQL 14 or later is needed', current_setting('server_version');
  end if;
  select string_agg(t.name, ', ') into found from (${FOREIGN_EVENT_TRIGGERS}) as t;
  if found is not null then
    raise exception 'the event trigger % would run with the rights of %: disable it, or run this as its owner', found, current_user;
  end if;
  select pg_get_userbyid(nspowner) into found from pg_namespace
  where nspname = 'pegasus_backup' and pg_get_userbyid(nspowner) not in (current_user, '${HEARTBEAT}');
  if found is not null then
    raise exception 'the schema pegasus_backup belongs to %: look at what it has, then drop it, or run this as %', found, found;
  end if;
end $$;

do $$ begin create role ${READER} login; exception when duplicate_object then null; end $$;
do $$ begin create role ${HEARTBEAT} login; exception when duplicate_object then null; end $$;

-- The reader: every row of every table, whose transactions are open, and nothing else.
do $$
declare
  one record;
begin
  execute format('grant connect on database %I to ${READER}, ${HEARTBEAT}', current_database());
  begin
    grant pg_read_all_data to ${READER};
  exception when insufficient_privilege then
    raise warning 'pg_read_all_data may not be granted by %: ${READER} gets what % may give', current_user, current_user;
    for one in select nspname as name from pg_namespace where nspname not like 'pg\\_%' and nspname <> 'information_schema'
               and has_schema_privilege(oid, 'usage with grant option') loop
      execute format('grant usage on schema %I to ${READER}', one.name);
      execute format('alter default privileges in schema %I grant select on tables to ${READER}', one.name);
      execute format('alter default privileges in schema %I grant select on sequences to ${READER}', one.name);
    end loop;
    for one in select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where c.relkind in ('r', 'p', 'm') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
                 and has_table_privilege(c.oid, 'select with grant option') loop
      execute format('grant select on %s to ${READER}', one.name);
    end loop;
    for one in select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where n.nspname not like 'pg\\_%' and case c.relkind when 'S' then
                 has_sequence_privilege(c.oid, 'select with grant option') else false end loop
      execute format('grant select on sequence %s to ${READER}', one.name);
    end loop;
  end;
  begin
    grant pg_read_all_stats to ${READER};
  exception when insufficient_privilege then
    raise warning 'pg_read_all_stats may not be granted by %: a superuser has to run GRANT pg_read_all_stats TO ${READER}', current_user;
  end;
end $$;

-- What is read must be all there is: where a policy would hide rows, reading is an error. Only BYPASSRLS sees them all.
do $$
declare
  policed text;
begin
  select string_agg(c.oid::regclass::text, ', ') into policed from pg_class c where c.relrowsecurity and c.relkind in ('r', 'p');
  if policed is not null and not (select rolbypassrls from pg_roles where rolname = '${READER}') then
    alter role ${READER} bypassrls;
  end if;
exception when insufficient_privilege then
  raise warning 'row level security hides rows of % from ${READER}: a superuser (from PostgreSQL 16 on also a role with BYPASSRLS) has to run ALTER ROLE ${READER} BYPASSRLS', policed;
end $$;

-- The heartbeat: its own table, in its own schema.
do $$
declare
  schema_owner text := (select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'pegasus_backup');
  table_owner text := (select pg_get_userbyid(c.relowner) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                       where n.nspname = 'pegasus_backup' and c.relname = 'heartbeat');
  additions text;
  runner text := current_user;
begin
  execute format('grant ${HEARTBEAT} to %I', runner);
  if schema_owner is null then
    create schema pegasus_backup;
    schema_owner := runner;
  end if;
  if table_owner is null then
    create table pegasus_backup.heartbeat (id text primary key, written_at timestamptz not null default now());
    table_owner := runner;
  end if;
  lock table only pegasus_backup.heartbeat in access exclusive mode;
  select string_agg(addition, ', ') into additions from (${ADDITIONS}) as found;
  if additions is not null then
    raise exception 'pegasus_backup.heartbeat has what PegasusBackup has not made (%): remove it, and find out who made it', additions;
  end if;
  if schema_owner <> '${HEARTBEAT}' then alter schema pegasus_backup owner to ${HEARTBEAT}; end if;
  if table_owner <> '${HEARTBEAT}' then alter table pegasus_backup.heartbeat owner to ${HEARTBEAT}; end if;
  set local role ${HEARTBEAT};
  revoke all on schema pegasus_backup from public;
  grant usage on schema pegasus_backup to ${READER};
  grant select on pegasus_backup.heartbeat to ${READER};
  execute format('set local role %I', runner);
  execute format('revoke ${HEARTBEAT} from %I', runner);
end $$;
commit;
`;
