import { rmSync } from 'node:fs';

/** Once, after all tests. */
export default function afterAllTests(): void {
  rmSync(process.env.TMPDIR!, { recursive: true, force: true });
}
