import { withDatabase } from '../stage';
import type { Fault } from './fault';

/** The restored schema is not the one the application was written for: it never becomes ready on it. */
export const failingHealth: Fault = {
  name: 'failing-health',
  description: 'the restored schema is newer than the application, which never becomes ready',
  async beforeTargetTime(stage) {
    await withDatabase(stage, (database) =>
      database.query("insert into schema_migrations (id) values ('9999_from_the_future.sql')"),
    );
  },
};
