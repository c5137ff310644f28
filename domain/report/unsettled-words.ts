import type { UnsettledKey } from '../objects/unsettled';
import type { RestoreReport } from './model';
import { inQuotes } from './outside-text';

/** Keys that the report names; all of them are in the evidence. */
export const NAMED_UNSETTLED = 100;

const ARTICLE = 'See `docs/runbook.md#unsettled-keys`.';

/** For the first page: how many there are, and where to read on. */
export function unsettledAdvice({ unsettled }: RestoreReport): string[] {
  if (unsettled === null) return [];
  return [
    `**Look at ${keys(unsettled.keys)}:** neither the listing nor a row tells which object each held at the target time. They are below, with what was taken. ${ARTICLE}`,
  ];
}

/** Each of the first keys, with what was taken and what it may have held just as well. */
export function unsettledWords({ unsettled }: RestoreReport): string[] {
  if (unsettled === null) return [];
  const { first, evidence } = unsettled;
  const more = unsettled.keys - first.length;
  return [
    `**${keys(unsettled.keys)}**, all in \`${evidence}\`. ${ARTICLE}`,
    ...first.map((one) => `${inQuotes(one.key)}: ${one.reason}; ${said(one)}.`),
    ...(more > 0 ? [`And ${more} more.`] : []),
  ];
}

const keys = (count: number): string => (count === 1 ? '1 key' : `${count} keys`);

function said({ taken, others }: UnsettledKey): string {
  const names = `${others.length === 1 ? 'version' : 'versions'} ${others.map((id) => `\`${id}\``).join(', ')}`;
  return taken === null
    ? `no row refers to it, so it was left as it stands; it may have held ${names}`
    : `version \`${taken}\` was taken; it may have held ${names}`;
}
