import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Before all tests: what they put into the system's temporary folder, some gigabytes of synthesised apps, goes into one
 * folder of this run. Postgres, another user where root tests, must be able to write there too.
 */
export default function makeTemporaryFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-tests-'));
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
}
