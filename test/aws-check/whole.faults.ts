import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../aws-check/check';
import { clientsOf } from '../../aws-check/clients';
import { performOn, removalOf } from '../../aws-check/perform';
import { localSite } from '../../aws-check/sites/local-site';
import { synthesise } from '../../aws-check/stack';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local/aws/service';

/** The whole check, with a second AWS of this machine in the place of the account. */
test('the same drill in two places: everything agrees, and nothing is left', async () => {
  const outdir = mkdtempSync(join(tmpdir(), 'aws-check-whole-'));
  const assembly = synthesise(outdir);
  const said: string[] = [];
  const say = (what: string, detail = '') => void said.push(`${what} ${detail}`);
  const { signal: stop } = new AbortController();
  const [here, there] = [await localSite('this machine'), await localSite('the account')];
  try {
    const options = { account: LOCAL_ACCOUNT, region: LOCAL_REGION, keep: false, dryRun: false, remove: false };
    const code = await check(options, {
      environments: [],
      say,
      account: async () => LOCAL_ACCOUNT,
      here: () => performOn(here, clientsOf(here), { assembly, say, stop }),
      there: () => performOn(there, clientsOf(there), { assembly, say, stop }),
      remove: () => removalOf(there, clientsOf(there), say),
    });
    expect({ code, said: said.join('\n') }).toEqual({
      code: 0,
      said: expect.stringMatching(/Compared \d+ fields, 0 differ\n.*Removed nothing is left$/s),
    });
  } finally {
    await Promise.all([here.close(), there.close()]);
    rmSync(outdir, { recursive: true, force: true });
  }
});
