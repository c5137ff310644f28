import type { Client } from 'pg';

/**
 * Sequences as other frameworks make them: one that no column owns, in blocks of 50 (Hibernate); one beside a row with an
 * id of its own choosing; one that counts down.
 */
export async function makeOddSequences(database: Client): Promise<void> {
  await database.query(`
    create sequence hibernate_sequence increment by 50;
    create table tickets (id serial primary key);
    insert into tickets values (2147483647);
    create sequence countdown increment by -1;
    select nextval('hibernate_sequence'), nextval('tickets_id_seq'), nextval('countdown')`);
}

/** Ids that are handed out after the target time; whatever they named is gone from the database. */
export async function handOutIds(database: Client): Promise<void> {
  await database.query(
    `select nextval('hibernate_sequence'), nextval('tickets_id_seq'), nextval('credit_ledger_id_seq') from generate_series(1, 7)`,
  );
}
