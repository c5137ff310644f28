import type { Client } from 'pg';

/**
 * SQL of a role's oid: whether its code may run in this session. The role itself, superusers, and roles that may become
 * this one could do all of it anyway.
 */
export const isTrusted = (owner: string): string => `pg_has_role(${owner}, current_user, 'member')`;

/**
 * SQL of a relation `c`, to be selected from: functions of roles that are not trusted which its indexes and its statistics
 * call. The planner works out those calls that need no row.
 */
export const FOREIGN_CALLS = `(
  select f.oid::regprocedure::text as call, f.proowner as owner
  from (select indexrelid as oid, 'pg_class'::regclass as catalog from pg_index where indrelid = c.oid
        union all select oid, 'pg_statistic_ext'::regclass from pg_statistic_ext where stxrelid = c.oid) as part
  join pg_depend d on d.classid = part.catalog and d.objid = part.oid
  left join pg_operator o on d.refclassid = 'pg_operator'::regclass and o.oid = d.refobjid
  join pg_proc f on f.oid = case d.refclassid when 'pg_proc'::regclass then d.refobjid else o.oprcode end
  where not ${isTrusted('f.proowner')} order by 1) as foreign_code`;

/** SQL: the enabled event triggers that would run with the rights of this session when it makes or drops something. */
export const FOREIGN_EVENT_TRIGGERS = `
  select format('%I', t.evtname) as name from pg_event_trigger t join pg_proc p on p.oid = t.evtfoid
  where t.evtenabled <> 'D' and not (${isTrusted('p.proowner')} and ${isTrusted('t.evtowner')}) order by 1`;

/** Their names. */
export async function eventTriggers(client: Pick<Client, 'query'>): Promise<readonly string[]> {
  return (await client.query<{ name: string }>(FOREIGN_EVENT_TRIGGERS)).rows.map(({ name }) => name);
}
