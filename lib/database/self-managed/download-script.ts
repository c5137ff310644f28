import { TaskExit } from '../../../domain/database/task-exit-codes';

/**
 * Container `download`: bash in the image of the AWS CLI. The very version that the manifest names, whole, to the storage
 * of the task: only then can its SHA-256 be compared before the first statement, and only a file can be restored with
 * parallel jobs (pg_restore seeks in it).
 */
export const DOWNLOAD_SCRIPT = `
set -euo pipefail
refuse() { echo "$2" >&2; exit "$1"; }
cd "$SHARE"
free=$(df --output=avail -B1 . | tail -n 1)
[ "$free" -gt "$DUMP_BYTES" ] || refuse ${TaskExit.NO_SPACE} "The dump has $DUMP_BYTES bytes, the storage of the task has $free left: raise ephemeralStorage and deploy again."
aws s3api get-object --bucket "$BUCKET" --key "$DUMP_KEY" --version-id "$DUMP_VERSION" dump > /dev/null
[ "$(sha256sum dump | cut -c 1-64)" = "$DUMP_SHA256" ] || refuse ${TaskExit.DAMAGED} "The SHA-256 of $DUMP_KEY is not the one in its manifest: the dump is damaged and is not restored."
`;
