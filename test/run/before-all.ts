import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Once, before all tests. */
export default function beforeAllTests(): void {
  process.env.TMPDIR = temporaryFolder();
  // CDK's own validation of templates takes six seconds to start in each process; `cdk synth` and test/examples have it on.
  process.env.CDK_VALIDATION = 'false';
  // Tests start the command line as it is published, one second earlier than from its sources.
  execFileSync(process.execPath, [join('scripts', 'bundle-cli.mjs')]);
  // Said once more by each test file: that the SDK's versions of 2027 will want Node.js 22.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
}

/**
 * What tests put into the system's temporary folder, some gigabytes of synthesised apps, goes into one folder of this
 * run. Postgres, another user where root tests, must be able to write there too.
 */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-tests-'));
  chmodSync(folder, 0o1777);
  return folder;
}
