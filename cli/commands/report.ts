import { userInfo } from 'node:os';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Command, Option } from 'commander';
import { renderMarkdown } from '../../domain/report/markdown';
import { rootCauseMarkdown, rootCauses } from '../../domain/report/root-cause';
import { restoreReport } from '../../domain/report/schema';
import { runIdOf } from '../../domain/workflow/run-names';
import type { Location } from '../../domain/workflow/workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import { Executions } from '../../runtime/execution/executions';
import { BadArguments, ExitCode } from '../exit-code';

interface ReportArguments {
  readonly execution?: string;
  readonly stateMachine?: string;
  readonly evidenceBucket?: string;
  readonly rootCause?: string;
  readonly by: string;
  readonly endpointUrl?: string;
}

/** `pegasus-backup report`: the report of a run, as it was sealed, and the root cause that people have added since. */
export function reportCommand(): Command {
  return new Command('report')
    .description('print the report of a restore; the exit code is its verdict')
    .option('--execution <arn>', 'as `restore` printed it')
    .addOption(new Option('--state-machine <arn>', 'its newest execution').conflicts('execution'))
    .option('--evidence-bucket <name>', 'for a run that ended before it had a plan')
    .option('--root-cause <text>', 'add the root cause; what was said before is kept, the sealed report untouched')
    .option('--by <name>', 'who says so', userInfo().username)
    .option('--endpoint-url <url>', 'another endpoint than AWS')
    .action(async (options: ReportArguments) => {
      process.exitCode = await report(options);
    });
}

async function report(options: ReportArguments): Promise<ExitCode> {
  const { endpointUrl: endpoint, rootCause, by } = options;
  const { bucket, prefix } = await locationOf(options);
  const s3 = new S3Client({ endpoint, ...(endpoint !== undefined && { forcePathStyle: true }) });
  const evidence = new Evidence(s3, bucket);
  const sealed = await evidence.getJson(`${prefix}report.json`, (value) => restoreReport.parse(value));
  if (sealed === undefined) {
    throw new Error(`There is no report at s3://${bucket}/${prefix}report.json: the run goes on, or was stopped.`);
  }
  const causes = `${prefix}root-cause.json`;
  if (rootCause !== undefined) await addRootCause(evidence, causes, rootCause, by);
  const said = (await evidence.getJson(causes, (value) => rootCauses.parse(value))) ?? [];
  process.stdout.write(renderMarkdown(sealed) + rootCauseMarkdown(said));
  return sealed.verdict === 'verified' ? ExitCode.VERIFIED : ExitCode.WRONG;
}

async function locationOf({
  execution,
  stateMachine,
  evidenceBucket,
  endpointUrl,
}: ReportArguments): Promise<Location> {
  const executions = new Executions(new SFNClient({ endpoint: endpointUrl }), 0);
  const arn = execution ?? (stateMachine === undefined ? undefined : await executions.newest(stateMachine));
  if (arn === undefined) {
    const none = stateMachine !== undefined;
    throw new BadArguments(none ? 'No restore was ever started.' : 'Give `--execution ARN` or `--state-machine ARN`.');
  }
  const planned = await executions.evidenceOf(arn);
  if (planned !== undefined) return planned;
  if (evidenceBucket !== undefined) {
    return { bucket: evidenceBucket, prefix: `runs/${runIdOf(arn.split(':').at(-1)!)}/` };
  }
  throw new BadArguments('The run ended before it had a plan: give `--evidence-bucket` too, an output of the stack.');
}

/** Adds to what was said; two people at once do not lose one another's words. */
async function addRootCause(evidence: Evidence, key: string, text: string, by: string): Promise<void> {
  if (text.trim() === '') throw new BadArguments('`--root-cause` is empty: say in a sentence what it was.');
  const added = { text: text.trim(), by, at: new Date().toISOString() };
  const before = await evidence.getTagged(key, (value) => rootCauses.parse(value));
  const written =
    before === undefined
      ? await evidence.createJson(key, [added])
      : await evidence.replaceJson(key, [...before.value, added], before.etag);
  if (!written) throw new Error('Somebody else has just written the root cause: read theirs, and run this again.');
}
