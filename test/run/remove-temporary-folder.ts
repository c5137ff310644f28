import { rmSync } from 'node:fs';

/** After all tests. */
export default function removeTemporaryFolder(): void {
  rmSync(process.env.TMPDIR!, { recursive: true, force: true });
}
