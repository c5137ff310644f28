import { TaskExit } from '../../../domain/database/task-exit-codes';
import { SEARCH_PATH, SUPERUSER_REFUSED } from './tool-options';

/**
 * Container `restore`: bash in the image of Postgres, begins when `download` has succeeded. The command of the runbook,
 * into a database made for it: `--clean --if-exists` finds nothing to clean there, and the source is another one. The
 * first error ends it. Afterwards statistics, which no dump has, and the comment that says: ready.
 */
export const RESTORE_SCRIPT = `
set -euo pipefail
export PGOPTIONS='${SEARCH_PATH}'
refuse() { echo "$2" >&2; exit "$1"; }
cd "$SHARE"
[ -z "$SSLROOTCERT" ] || { printf '%s' "$SSLROOTCERT" > ca.pem; export PGSSLROOTCERT="$SHARE/ca.pem"; }
export PGDATABASE="$TARGET_DATABASE"
client=$(pg_restore --version | grep -oE '[0-9]+' | head -n 1)
server=$(($(psql -XAtc 'show server_version_num') / 10000))
[ "$client" -ge "$DUMP_MAJOR" ] || refuse ${TaskExit.WRONG_MAJOR} "The dump is of pg_dump $DUMP_MAJOR, this pg_restore is of $client: set majorVersion to $DUMP_MAJOR and deploy again."
[ "$server" -ge "$SERVER_MAJOR" ] || refuse ${TaskExit.WRONG_MAJOR} "The dump is of a server of PostgreSQL $SERVER_MAJOR, this one is of $server: restore it on a server that is not older."
[ "$(psql -XAtc 'select rolsuper from pg_roles where rolname = current_user')" = f ] || refuse ${TaskExit.SUPERUSER} '${SUPERUSER_REFUSED}.'
pg_restore --clean --if-exists --no-owner --no-privileges --exit-on-error --jobs="$JOBS" --dbname="$TARGET_DATABASE" dump
psql -Xq -v ON_ERROR_STOP=1 -v database="$TARGET_DATABASE" -v comment="$READY_COMMENT" <<'SQL'
analyze;
comment on database :"database" is :'comment';
SQL
`;
