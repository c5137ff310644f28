import { isTrusted } from './foreign-code';

/** Two users of a rotated secret own each other's tables; a superuser has the rights of every role, and trusts none for it. */
const mayOwn = (owner: string): string => `(${isTrusted(owner)} or (
  not (select rolsuper from pg_roles where rolname = current_user) and pg_has_role(current_user, ${owner}, 'usage')))`;

/** SQL: whom the schema and the table belong to, where they are there, and whether these may own what is written to. */
export const OWNERS = `
  select format('the schema %I', n.nspname) as what, pg_get_userbyid(n.nspowner)::text as owner, false as "isTable",
         ${mayOwn('n.nspowner')} as "mayOwn"
  from pg_namespace n where n.nspname = 'pegasus_backup'
  union all
  select format('%I.%I', n.nspname, c.relname), pg_get_userbyid(c.relowner)::text, true, ${mayOwn('c.relowner')}
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'pegasus_backup' and c.relname = 'heartbeat'
  order by 3`;

/** SQL: what the table has that is not of this product, in words. Each of them runs code of others when a row is written. */
export const ADDITIONS = `
  with heartbeat as (select c.* from pg_class c where c.oid = 'pegasus_backup.heartbeat'::regclass)
  select 'it is no table' as addition from heartbeat where relkind <> 'r'
  union all select format('trigger %I', tgname) from pg_trigger join heartbeat h on tgrelid = h.oid
  union all select format('rule %I', rulename) from pg_rewrite join heartbeat h on ev_class = h.oid and h.relkind = 'r'
  union all select format('constraint %I', conname) from pg_constraint join heartbeat h on conrelid = h.oid
    where contype not in ('p', 'u', 'n')
  union all select format('index %s', indexrelid::regclass) from pg_index join heartbeat h on indrelid = h.oid
    where indexprs is not null or indpred is not null
  union all select format('statistics %I', stxname) from pg_statistic_ext join heartbeat h on stxrelid = h.oid
  union all select format('default of column %I', a.attname) from pg_attrdef d join heartbeat h on d.adrelid = h.oid
    join pg_attribute a on a.attrelid = h.oid and a.attnum = d.adnum
    where a.attname <> 'written_at' or pg_get_expr(d.adbin, d.adrelid) not in ('now()', 'CURRENT_TIMESTAMP')
  union all select format('column %I', attname) from pg_attribute join heartbeat h on attrelid = h.oid
    where attnum > 0 and not attisdropped and relkind = 'r'
      and (attname, atttypid) not in (('id', 'text'::regtype), ('written_at', 'timestamptz'::regtype))
  union all select 'row level security' from heartbeat where relrowsecurity
  union all select format('inheritance with %s', case inhrelid when h.oid then inhparent else inhrelid end::regclass)
    from pg_inherits join heartbeat h on h.oid in (inhrelid, inhparent)`;
