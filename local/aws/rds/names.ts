import { randomInt } from 'node:crypto';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../service';

export type ResourceKind =
  | 'db'
  | 'snapshot'
  | 'pg'
  | 'subgrp'
  | 'auto-backup'
  | 'cluster'
  | 'cluster-snapshot'
  | 'cluster-pg'
  | 'cluster-auto-backup'
  | 'cluster-endpoint';

export const arnOf = (kind: ResourceKind, name: string) =>
  `arn:aws:rds:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${kind}:${name}`;

/** As RDS makes them, `db-…`: never used again, whatever the instance is called. */
export function resourceId(prefix: 'db' | 'ab' | 'cluster'): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const id = Array.from({ length: 26 }, () => letters[randomInt(letters.length)]).join('');
  return prefix === 'ab' ? `ab-${id.toLowerCase()}` : `${prefix}-${id}`;
}
