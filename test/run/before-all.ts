import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Once, before all tests. */
export default function beforeAllTests(): void {
  process.env.TMPDIR = temporaryFolder();
  // CDK's own validation of templates takes six seconds to start in each process; `cdk synth` and test/examples have it on.
  process.env.CDK_VALIDATION = 'false';
  // Half of a synthesis: where each construct was made, and a copy of every bundle.
  process.env.CDK_CONTEXT_JSON = JSON.stringify({
    'aws:cdk:disable-stack-trace': true,
    'aws:cdk:disable-creation-stack-traces': true,
    'aws:cdk:disable-asset-staging': true,
  });
  // Tests start the command line as it is published, one second earlier than from its sources.
  execFileSync(process.execPath, [join('scripts', 'bundle-cli.mjs')]);
  // Said once more by each test file: that the SDK's versions of 2027 will want Node.js 22.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
}

/** In memory, where a machine has enough: thousands of files of Postgres are made and deleted. */
const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 8 * 1024 ** 3;

/**
 * What tests put into the system's temporary folder, some gigabytes of databases, goes into one folder of this run.
 * Postgres, another user where root tests, must be able to write there too.
 */
function temporaryFolder(): string {
  const folder = mkdtempSync(
    join(process.env.TMPDIR === undefined && hasMemory() ? MEMORY : tmpdir(), 'pegasus-tests-'),
  );
  chmodSync(folder, 0o1777);
  return folder;
}

function hasMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}
