import { eventWords } from '../events/words';
import type { RestoreReport } from './model';

/** Whom the copies and markers of the run have called: what each did with them is for a person to look at. */
export function bucketEventWords({ events, objects }: RestoreReport): string[] {
  if (events === null) return [];
  const article = 'See `docs/runbook.md#consumers-of-bucket-events`.';
  if (events.outcome === 'unknown') {
    return [
      `Whom the bucket tells of its events is unknown (${events.cause}): look for functions and queues by hand. ${article}`,
    ];
  }
  const said = eventWords(
    events.consumers.filter(({ kind }) => kind !== 'EventBridge'),
    'raised',
  );
  if (said.length === 0) return [];
  const most = objects?.verified === true ? '' : ' at most, as planned';
  return [`**The rewind called consumers of the bucket's events${most}:**`, ...said, article];
}

/** Where the rules of EventBridge could not be listed: which of them match, the bucket does not say. */
export function bridgedWords({ events }: RestoreReport): string[] {
  if (events?.outcome !== 'counted') return [];
  return eventWords(
    events.consumers.filter(({ kind }) => kind === 'EventBridge'),
    'raised',
  );
}
