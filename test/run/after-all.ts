import { rmSync } from 'node:fs';

/** Once, after all tests. */
export default function afterAllTests(): void {
  // A process that was killed may still be writing its last lines.
  rmSync(process.env.TMPDIR!, { recursive: true, force: true, maxRetries: 5 });
}
