import { createHash } from 'node:crypto';
import type { ExecutionIdentity } from './workflow';

/** A name is free again after 90 days, and so is its ARN: an execution is its ARN and its start time. */
export const executionDigest = ({ id, startedAt }: Pick<ExecutionIdentity, 'id' | 'startedAt'>): string =>
  createHash('sha256').update(`${id}\n${startedAt}`).digest('hex').slice(0, 32);
