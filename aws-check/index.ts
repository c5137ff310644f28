import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ExitCode } from '../cli/exit-code';
import { complain } from '../cli/terminal';
import { sentenceOf } from '../cli/trouble';
import type { RestoreReport } from '../domain/report/model';
import { onSignal } from '../local/drill/on-signal';
import { Progress } from '../local/drill/progress';
import { environmentsWithAccount } from './account';
import { check } from './check';
import { clientsOf } from './clients';
import { readOptions } from './options';
import { performOn, removalOf } from './perform';
import { awsSite } from './sites/aws-site';
import { localSite } from './sites/local-site';
import { synthesise } from './stack';

// Node.js 20 is supported; the SDK warns of it with each process.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const INTERRUPTED = 128 + constants.signals.SIGINT;

/** `npm run aws-check`. */
async function main(): Promise<number> {
  const options = readOptions(process.argv);
  const stop = new AbortController();
  const progress = new Progress(console.log);
  const say = (what: string, detail?: string) => progress.say(what, detail);
  const { account, region } = options;
  const site = awsSite({ account, region }, stop.signal);
  const clients = clientsOf(site);
  const assembly = () => synthesise(mkdtempSync(join(tmpdir(), 'pegasus-aws-check-cdk.out-')));
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-aws-check-reports-'));
  const kept = (name: string, report: RestoreReport) => {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(report, undefined, 2));
    say('Report kept', join(folder, `${name}.json`));
    return report;
  };
  const { context } = JSON.parse(readFileSync(join(__dirname, '..', 'cdk.json'), 'utf8'));

  const running = check(options, {
    environments: environmentsWithAccount(context),
    say,
    account: async () => (await clients.sts.send(new GetCallerIdentityCommand({}))).Account!,
    here: async () => {
      const here = await localSite();
      try {
        return kept('here', await performOn(here, clientsOf(here), { assembly: assembly(), say, stop: stop.signal }));
      } finally {
        await here.close();
      }
    },
    there: async () => kept('there', await performOn(site, clients, { assembly: assembly(), say, stop: stop.signal })),
    remove: () => removalOf(site, clients, say),
  });
  onSignal(async () => {
    say('Interrupted', 'what was made is removed; a second Ctrl-C leaves it, for `--remove`');
    stop.abort();
    await running.catch(() => {});
  });
  return await running.then(
    (code) => (stop.signal.aborted ? INTERRUPTED : code),
    (error: unknown) => {
      if (stop.signal.aborted) return INTERRUPTED;
      throw error;
    },
  );
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    complain(`error: ${sentenceOf(error)}`);
    process.exit((error as Error).name === 'BadArguments' ? ExitCode.BAD_ARGUMENTS : ExitCode.COULD_NOT_RUN);
  },
);
