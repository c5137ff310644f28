/** One beat: the same id is in a row of `pegasus_backup.heartbeat` and in an object. */
export interface Heartbeat {
  readonly id: string;
  /** ISO 8601, the database's clock. */
  readonly writtenAt: string;
}

/** What this project itself keeps under the protected prefix: part of no reference, and not the application's. */
export function ownPrefix(prefix: string): string {
  return `${prefix}.pegasus-backup/`;
}

export function heartbeatKey(prefix: string): string {
  return `${ownPrefix(prefix)}heartbeat.json`;
}

/** @returns undefined when it is not a heartbeat */
export function parseHeartbeat(value: unknown): Heartbeat | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('writtenAt' in value)) return undefined;
  const { id, writtenAt } = value;
  const isTime = typeof writtenAt === 'string' && !Number.isNaN(Date.parse(writtenAt));
  return typeof id === 'string' && isTime ? { id, writtenAt } : undefined;
}
