import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import { ADMINISTRATOR } from '../../postgres/cluster';
import type { Settings } from './settings';

/** What the master user may do on RDS: a lot, but it is no superuser. */
const MASTER_ROLES = ['pg_monitor', 'pg_signal_backend', 'pg_checkpoint', 'pg_create_subscription'];

/** The roles and databases of a new instance. `client` is the superuser's, in the database `postgres`. */
export async function createMaster(client: Client, settings: Settings, password: string): Promise<void> {
  const master = escapeIdentifier(settings.MasterUsername!);
  await client.query(`CREATE DATABASE ${ADMINISTRATOR}`);
  await client.query(`REVOKE CONNECT ON DATABASE ${ADMINISTRATOR} FROM public`);
  await client.query('CREATE ROLE rds_superuser NOLOGIN');
  await client.query(`GRANT ${MASTER_ROLES.join(', ')} TO rds_superuser WITH ADMIN OPTION`);
  await client.query(`CREATE ROLE ${master} LOGIN CREATEDB CREATEROLE PASSWORD ${escapeLiteral(password)}`);
  await client.query(`GRANT rds_superuser TO ${master}`);
  await client.query(`ALTER DATABASE postgres OWNER TO ${master}`);
  if (settings.DBName && settings.DBName !== 'postgres') {
    await client.query(`CREATE DATABASE ${escapeIdentifier(settings.DBName)} OWNER ${master}`);
  }
}
