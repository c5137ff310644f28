import { TaskExit } from '../../../domain/database/task-exit-codes';

/** How long the end of the pipe may come before the word that it was the right end. */
const VERDICT_SECONDS = 60;
/** The CLI's time to hear of the interrupt, before the stream ends. */
const INTERRUPT_SECONDS = 3;

/**
 * Container `upload`: bash in the image of the AWS CLI. Streams the named pipe to S3 and, only when pg_dump came to its end
 * and S3 holds as many bytes as it wrote, writes the manifest: what has none is no dump.
 *
 * The end of the pipe alone proves nothing, it also comes when pg_dump is killed. So the stream to S3 is kept open until
 * the verdict is there; otherwise the CLI is interrupted, upon which it cancels its transfer and aborts the multipart upload
 * as soon as the stream ends.
 *
 * Once it has said that all is well the other container ends the task: that must not look like a failure of this one.
 *
 * `<name>_<date>.dump`; a second one of the same day has the time in its name, so that none is ever overwritten.
 */
export const UPLOAD_SCRIPT = `
set -euo pipefail
refuse() { echo "$2" >&2; exit "$1"; }
tell() { echo "$2" > "$1.part"; mv "$1.part" "$1"; }
cd "$SHARE"
trap 'code=$?; [ $code -eq 0 ] || tell uploaded failed; exit $code' EXIT
[ -p dump ] || mkfifo dump || [ -p dump ]
until [ -e begun ] || [ -e verdict ]; do sleep 0.2; done
[ -e begun ] || refuse 1 'The dump failed before it began.'

key="$PREFIX$NAME"_"$(cat day)".dump
there=$(aws s3api list-objects-v2 --bucket "$BUCKET" --prefix "$key" --query 'length(Contents || \`[]\`)' --output json)
[ "$there" = 0 ] || key="$PREFIX$NAME"_"$(cat day)T$(cat clock)Z".dump

export TARGET="s3://$BUCKET/$key" EXPECTED="$(cat expected)"
{
  cat dump
  for ((second = 0; second < ${VERDICT_SECONDS}; second++)); do
    [ ! -e verdict ] || break
    sleep 1
  done
  if [ "$(cat verdict)" != good ]; then
    kill -INT "$(cat upload.pid)"
    sleep ${INTERRUPT_SECONDS}
  fi
} | bash -c 'echo $$ > upload.pid; exec aws s3 cp - "$TARGET" --expected-size "$EXPECTED" --only-show-errors'
[ "$(cat verdict)" = good ] || refuse 1 'pg_dump failed: the upload was aborted.'

read -r bytes version <<< "$(aws s3api head-object --bucket "$BUCKET" --key "$key" --query '[ContentLength,VersionId]' --output text)"
[ "$bytes" = "$(tr -d ' ' < bytes)" ] || refuse ${TaskExit.DAMAGED} "pg_dump wrote $(cat bytes) bytes, S3 holds $bytes: the dump has no manifest and is none."
printf '{"version":1,"key":"%s","versionId":"%s","bytes":%s,"sha256":"%s","facts":%s,"problems":%s}\\n' "$key" "$version" "$bytes" "$(cat sha256)" "$(cat facts)" "$(cat problems)" > manifest
aws s3 cp manifest "s3://$BUCKET/$key.json" --content-type application/json --only-show-errors
trap '' TERM
tell uploaded good
`;
