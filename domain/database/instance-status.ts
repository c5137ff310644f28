import { meaningOf } from './rds-statuses';
import type { StatusVerdict } from './status';

/** The first backup of a new database begins as soon as it is available, and does not keep it from working. */
export function classifyInstanceStatus(status: string, seenReady = false): StatusVerdict {
  if (seenReady && status === 'backing-up') return 'ready';
  const meaning = meaningOf(status) ?? 'unknown';
  return typeof meaning === 'object' ? 'held' : meaning;
}
