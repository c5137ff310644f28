import { TaskExit } from '../../../domain/database/task-exit-codes';
import { CHECK_SCRIPT } from './check-script';
import { SEARCH_PATH } from './tool-options';

/** How long it waits for the upload to come to its end. */
const UPLOAD_SECONDS = 900;

/**
 * Container `dump`: bash in the image of Postgres. `SHARE` is the volume of the task, `PG*` come from the secret.
 *
 * What one container tells the other is renamed into place: half a word is never read.
 *
 * The snapshot is exported by a session that stays open, so that its moment is known to the second: `takenAt` is when that
 * transaction began, and every commit up to then is in the dump. The dump itself goes into a named pipe, never to a disk;
 * its size and SHA-256 are taken on the way. `verdict` says whether pg_dump came to its end: without `good` the other
 * container throws away what it has uploaded. Before it, the schema is restored for a try. This container ends last, whatever happens: its end ends the task, and the
 * other one needs its time to abort an upload. So its exit code is the task's.
 */
export const DUMP_SCRIPT = `
set -euo pipefail
export PGOPTIONS='${SEARCH_PATH}'
refuse() { echo "$2" >&2; exit "$1"; }
tell() { echo "$2" > "$1.part"; mv "$1.part" "$1"; }
cd "$SHARE"
await_upload() {
  for ((second = 0; second < ${UPLOAD_SECONDS}; second++)); do
    [ ! -e uploaded ] || return 0
    sleep 1
  done
}
trap 'code=$?; [ -e verdict ] || tell verdict failed; await_upload; exit $code' EXIT
[ -z "$SSLROOTCERT" ] || { printf '%s' "$SSLROOTCERT" > ca.pem; export PGSSLROOTCERT="$SHARE/ca.pem"; }
[ -p dump ] || mkfifo dump || [ -p dump ]
mkfifo count

export CLIENT=$(pg_dump --version | grep -oE '[0-9]+' | head -n 1)
server=$(psql -XAtc 'show server_version_num')
[ $((server / 10000)) -le "$CLIENT" ] || refuse ${TaskExit.WRONG_MAJOR} "The server is PostgreSQL $((server / 10000)), this pg_dump is of $CLIENT and cannot read it: set majorVersion to $((server / 10000)) and deploy again."

CHECK=$(cat <<'CHECK_END'${CHECK_SCRIPT}CHECK_END
)
export CHECK
export PIPELINE='
  set -euo pipefail
  wc -c < count > bytes &
  pg_dump --format=custom --no-owner --no-privileges --snapshot="$SNAPSHOT" | tee dump | tee count | sha256sum | cut -c 1-64 > sha256
  wait
  touch dumped'
psql -XAtq -v ON_ERROR_STOP=1 -v client="$CLIENT" <<'SQL'
set idle_in_transaction_session_timeout = 0;
begin isolation level repeatable read read only;
select pg_export_snapshot() as snapshot \\gset
\\setenv SNAPSHOT :snapshot
select to_char(now() at time zone 'UTC', 'YYYY-MM-DD') \\g day
select to_char(now() at time zone 'UTC', 'HH24-MI-SS') \\g clock
select pg_database_size(current_database()) \\g expected
select json_build_object(
  'takenAt', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
  'database', current_database(),
  'system', (select system_identifier::text from pg_control_system()),
  'serverMajor', current_setting('server_version_num')::int / 10000,
  'dumpMajor', :client,
  'databaseBytes', pg_database_size(current_database())) \\g facts
\\! bash -c "$CHECK"
\\! touch begun
\\! bash -c "$PIPELINE"
commit;
SQL
[ -e dumped ] || refuse 1 'pg_dump failed: what was uploaded of the dump is thrown away.'
tell verdict good
await_upload
[ "$(cat uploaded)" = good ] || refuse 1 'The dump was not stored: the log of the container \`upload\` says why.'
[ "$(cat problems)" = '[]' ] || refuse ${TaskExit.NOT_RESTORABLE} "The dump is stored, and cannot be restored as it is: $(cat problems)"
`;
