import { withDatabase } from '../stage';
import type { Fault } from './fault';

/** Everything is there and healthy, and yet nothing new can be made: only a job that is really done finds it. */
export const failingSmokeJob: Fault = {
  name: 'failing-smoke-job',
  description: 'the restored database refuses new artifacts: healthy to look at, of no use to work with',
  async beforeTargetTime(stage) {
    await withDatabase(stage, (database) =>
      database.query(`
        create function refuse_artifact() returns trigger language plpgsql as
          $$ begin raise exception 'artifacts are refused by a forgotten trigger'; end $$;
        create trigger forgotten before insert on artifacts for each row execute function refuse_artifact()`),
    );
  },
};
