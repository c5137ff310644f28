import type { StatusVerdict } from './status';

/** Statuses as RDS gives them (`facts/rds.md`, from the user guide). */
const READY = ['available', 'storage-optimization'];
const WAIT = [
  'backing-up',
  'creating',
  'maintenance',
  'modifying',
  'rebooting',
  'renaming',
  'resetting-master-credentials',
  'starting',
  'upgrading',
];
const FAILED = ['deleting', 'failed', 'insufficient-capacity', 'restore-error', 'stopped', 'storage-full'];
const FAILED_PREFIXES = ['incompatible-', 'inaccessible-encryption-credentials'];

/**
 * `unknown` is waited for like `wait`, up to the deadline, and said. The first backup of a new database begins as soon
 * as it is available, and does not keep it from working.
 */
export function classifyInstanceStatus(status: string, seenReady = false): StatusVerdict {
  if (READY.includes(status) || (seenReady && status === 'backing-up')) return 'ready';
  if (FAILED.includes(status) || FAILED_PREFIXES.some((prefix) => status.startsWith(prefix))) return 'failed';
  if (WAIT.includes(status) || status.startsWith('configuring-')) return 'wait';
  return 'unknown';
}
