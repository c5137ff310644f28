import { SEARCH_PATH, SUPERUSER_REFUSED } from './tool-options';

/** As many as a manifest and a mail hold. */
const PROBLEMS = 20;

/**
 * Run by the container `dump`, in the snapshot of the dump: what is dumped is restored, its schema at least, on the day it
 * is made. pg_restore does what a restore does, into a database that is dropped again, but goes on after an error, so that
 * everything is named that only an administrator may make, or that is missing. `problems` is a list in JSON.
 *
 * A dump is code of the application: nothing of it is restored, not even for a try, with the rights of a superuser.
 *
 * A check that cannot be carried out is a problem, never the end of the dump.
 */
export const CHECK_SCRIPT = `
set -uo pipefail
export PGOPTIONS='${SEARCH_PATH} -c client_min_messages=warning'
scratch="pegasus_backup_check_$(psql -XAtc 'select oid from pg_database where datname = current_database()')"
drop_scratch() { psql -Xq -v scratch="$scratch" <<< 'drop database if exists :"scratch" with (force);'; }
restore_schema() {
  drop_scratch
  psql -Xq -v ON_ERROR_STOP=1 -v scratch="$scratch" <<'SQL' || return
select format('create database %I template template0 encoding %L lc_collate %L lc_ctype %L', :'scratch', pg_encoding_to_char(encoding), datcollate, datctype)
from pg_database where datname = current_database() \\gexec
SQL
  pg_dump --schema-only --format=custom --no-owner --no-privileges --snapshot="$SNAPSHOT" |
    pg_restore --clean --if-exists --no-owner --no-privileges --dbname="$scratch"
}
if [ "$(psql -XAtc 'select rolsuper from pg_roles where rolname = current_user')" = t ]; then
  found='${SUPERUSER_REFUSED}'
else
  restore_schema > /dev/null 2> check.log && ended=well || ended=badly
  drop_scratch 2>> check.log
  found=$(sed -nE '/ error: |ERROR: /{s/.*(ERROR: +| error: )//;p}' check.log | head -n ${PROBLEMS})
  [ -n "$found" ] || [ $ended = well ] || found="the schema could not be restored: $(tail -n 1 check.log)"
fi
[ -z "$found" ] || printf '%s\\n' "$found" >&2
psql -XAtq -v found="$found" <<'SQL' > problems.part || echo '["the check could not be carried out"]' > problems.part
select coalesce(json_agg(line), '[]') from regexp_split_to_table(:'found', E'\\n') line where line <> '';
SQL
mv problems.part problems
`;
