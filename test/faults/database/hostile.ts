/**
 * What the owner of an application's tables can make, each of which leaves a mark when it runs with the rights of a
 * superuser: a file, which a read-only transaction does not take back.
 * @param folder that the server may write to
 */
export const hostileObjects = (folder: string): string => `
  create function public.mark(what text) returns boolean language plpgsql as $$ begin
    if (select rolsuper from pg_catalog.pg_roles where rolname operator(pg_catalog.=) current_user) then
      execute 'copy (select 1) to ' operator(pg_catalog.||) pg_catalog.quote_literal('${folder}/' operator(pg_catalog.||) what);
    end if;
    return true;
  end $$;

  -- Of the same signature as those of Postgres, and more exact ones.
  create function public.shadow(text) returns text language plpgsql as $$ begin perform public.mark('function'); return $1; end $$;
  create function public.lower(text) returns text language sql as $$ select public.shadow($1) $$;
  create function public.md5(text) returns text language sql as $$ select public.shadow($1) $$;
  create function public.format(text, name, name) returns text language sql as $$ select public.shadow($1) $$;
  create function public.format(text, text) returns text language sql as $$ select public.shadow($1) $$;
  create function public.concat_ws(text, text) returns text language sql as $$ select public.shadow($2) $$;
  create function public.to_regclass(text) returns regclass language sql as $$ select public.shadow($1)::regclass $$;
  create function public.starts_with(text, text) returns boolean language sql as $$ select public.mark('function') $$;
  create function public.now() returns timestamptz language sql as $$ select pg_catalog.now() where public.mark('function') $$;
  create function public.current_schemas(boolean) returns name[] language sql as $$ select array['public'::name] where public.mark('function') $$;
  create function public.set_config(text, text, boolean) returns text language sql as $$ select public.shadow($2) $$;
  create function public.counted(bigint) returns bigint language sql as $$ select $1 where public.mark('aggregate') $$;
  create function public.counted_all(bigint) returns bigint language sql as $$ select pg_catalog.int8pl($1, 1) $$;
  create aggregate public.count(*) (sfunc = public.counted_all, stype = bigint, finalfunc = public.counted, initcond = '0');
  create function public.equal(text, text) returns boolean language sql as $$ select public.mark('operator') and pg_catalog.texteq($1, $2) $$;
  create function public.equal(name, name) returns boolean language sql as $$ select public.mark('operator') and pg_catalog.nameeq($1, $2) $$;
  create function public.equal(name, text) returns boolean language sql as $$ select public.mark('operator') and pg_catalog.nameeqtext($1, $2) $$;
  create function public.unequal(text, text) returns boolean language sql as $$ select public.mark('operator') and pg_catalog.textne($1, $2) $$;
  create function public.joined(text, text) returns text language sql as $$ select public.shadow(pg_catalog.textcat($1, $2)) $$;
  create operator public.= (leftarg = text, rightarg = text, function = public.equal);
  create operator public.= (leftarg = name, rightarg = name, function = public.equal);
  create operator public.= (leftarg = name, rightarg = text, function = public.equal);
  create operator public.<> (leftarg = text, rightarg = text, function = public.unequal);
  create operator public.|| (leftarg = text, rightarg = text, function = public.joined);
  create view public.pg_settings as select 'restrict_nonsystem_relation_kind'::text as name where public.mark('catalogue');
  create view public.pg_class as select c.* from pg_catalog.pg_class c where public.mark('catalogue');

  -- What is read.
  create table public.lectures (id text primary key, course_id text, audio_path text, transcript_path text,
    created_at timestamptz default '2026-11-23T03:00:00Z', updated_at timestamptz);
  create table public.courses (id text primary key);
  create table public.schema_migrations (id text primary key);
  insert into public.schema_migrations values ('0001.sql');
  create table public.format (id text primary key, "count" text);
  create table public."a""b
%s $$ %I; --'" (id serial primary key, path text);
  insert into public.lectures values ('l1', null, 's3://protected/p/a', null, '2026-11-23T02:00:00Z', '2026-11-23T03:00:00Z');
  insert into public."a""b
%s $$ %I; --'" (path) values ('s3://protected/p/a');
  create view public.exports as select public.mark('view')::text as id, ''::text as lecture_id, ''::text as export_type, ''::text as storage_path;

  -- Types, casts and domains.
  create type public.mood as enum ('glad', 'sad');
  create function public.cast_mood(public.mood) returns text language sql as $$ select 'mood' where public.mark('cast') $$;
  create function public.cast_mood_json(public.mood) returns json language sql as $$ select '1'::json where public.mark('cast') $$;
  create function public.cast_to_mood(text) returns public.mood language sql as $$ select 'sad'::public.mood where public.mark('cast') $$;
  create cast (public.mood as text) with function public.cast_mood as assignment;
  create cast (public.mood as json) with function public.cast_mood_json;
  create cast (text as public.mood) with function public.cast_to_mood as assignment;
  create type public.sly as enum ('one', 'two');
  create function public.cast_sly(public.sly) returns text language sql as $$ select 'sly' where public.mark('cast') $$;
  create cast (public.sly as text) with function public.cast_sly as implicit;
  create table public.slies (id public.sly primary key);
  insert into public.slies values ('one');
  create domain public.ident as text check (public.mark('domain'));
  create type public.pair as (one public.ident);
  create table public.moods (id public.mood primary key, path public.mood);
  insert into public.moods values ('glad', 'sad');
  create table public.idents (id public.ident primary key, mood public.mood);
  insert into public.idents values ('i1', 'glad');
  create table public.pairs (id public.pair primary key);
  insert into public.pairs values (row('p1'));
  create function public.cast_row(public.moods) returns text language sql as $$ select 'row' where public.mark('cast') $$;
  create cast (public.moods as text) with function public.cast_row;
  create function public.cast_lecture(public.lectures) returns text language sql as $$ select 'row' where public.mark('cast') $$;
  create cast (public.lectures as text) with function public.cast_lecture;

  -- Indexes and statistics.
  create table public.docs (id text primary key, body text);
  insert into public.docs values ('d1', 'x');
  create function public.indexed(text) returns text language plpgsql immutable as $$ begin perform public.mark('index'); return $1; end $$;
  create function public.indexable() returns boolean language plpgsql immutable as $$ begin return public.mark('index'); end $$;
  create index on public.docs (public.indexed(body)) where public.indexable();
  create table public.facts (id text primary key, body text);
  create statistics public.of_facts on (public.indexed('x') || body), id from public.facts;

  -- Triggers, rules and defaults where rows are written.
  create function public.on_row() returns trigger language plpgsql as $$ begin perform public.mark('trigger'); return new; end $$;
  create schema pegasus_backup;
  create table pegasus_backup.heartbeat (id text primary key, written_at timestamptz not null default now());
  insert into pegasus_backup.heartbeat values ('h1', '2026-11-23T03:00:00Z');
  create trigger beat before insert or delete on pegasus_backup.heartbeat for each row execute function public.on_row();
  create function public.on_event() returns event_trigger language plpgsql as $$ begin perform public.mark('event trigger'); end $$`;
