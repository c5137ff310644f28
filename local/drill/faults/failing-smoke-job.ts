import { withDatabase } from '../stage';
import type { Fault } from './fault';

/** Everything is restored and healthy, but nothing new can be written: only a real job finds it. */
export const failingSmokeJob: Fault = {
  name: 'failing-smoke-job',
  description: 'the restored database is healthy, but refuses new artifacts',
  async beforeTargetTime(stage) {
    await withDatabase(stage, (database) =>
      database.query(`
        create function refuse_artifact() returns trigger language plpgsql as
          $$ begin raise exception 'artifacts are refused by a forgotten trigger'; end $$;
        create trigger forgotten before insert on artifacts for each row execute function refuse_artifact()`),
    );
  },
};
