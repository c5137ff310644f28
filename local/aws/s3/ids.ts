import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(24 * 256);
let used = pool.length;

/** 32 characters that say nothing about order, like S3's ids. */
export function randomId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 24;
  return pool.toString('base64url', used - 24, used).replaceAll('-', '.');
}
