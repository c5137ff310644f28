import { StateError } from './state-error';

/** Bytes of UTF-8 that the input, output, arguments or result of a state may have as JSON. */
export const PAYLOAD_BYTES = 262_144;
/** Events that the history of one execution may have; the last one says how it ended. */
export const HISTORY_EVENTS = 25_000;
/** Bytes of a definition. */
export const DEFINITION_BYTES = 1_048_576;

/** @throws StateError `States.DataLimitExceeded`, which only a catcher that names it catches */
export function checkPayload(state: string, what: string, value: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= PAYLOAD_BYTES) return;
  throw new StateError(
    'States.DataLimitExceeded',
    `The state/task '${state}' has ${what} of ${bytes} bytes, which exceeds the maximum number of bytes service limit (${PAYLOAD_BYTES}).`,
  );
}
