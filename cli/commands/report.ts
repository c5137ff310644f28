import { userInfo } from 'node:os';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Command } from 'commander';
import { wholeBucket } from '../../domain/arguments/location';
import { renderMarkdown } from '../../domain/report/markdown';
import { rootCauseMarkdown, rootCauses } from '../../domain/report/root-cause';
import { restoreReport } from '../../domain/report/schema';
import type { Location } from '../../domain/workflow/workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import { folderOf } from '../../runtime/evidence/run-folder';
import { Executions } from '../../runtime/execution/executions';
import {
  type ExecutionArguments,
  executionOf,
  executionOption,
  withStateMachine,
} from '../execution/state-machine-options';
import { BadArguments, ExitCode } from '../exit-code';
import { NAME_LIMIT, textOption } from '../options/common';
import { option } from '../options/option';
import { print } from '../terminal';

interface ReportArguments extends ExecutionArguments {
  readonly evidenceBucket?: string;
  readonly rootCause?: string;
  readonly by: string;
}

/** `pegasus-backup report`: the sealed report of a run, and the root causes added since. */
export function reportCommand(): Command {
  const command = new Command('report')
    .description('Print the report of a restore; exit with its verdict')
    .addOption(
      executionOption('execution ARN, as printed by `restore`; or else the newest of the state machine').conflicts([
        'stateMachine',
        'stack',
      ]),
    )
    .addOption(
      option('--evidence-bucket <name>', 'evidence bucket of a run that ended before it had a plan', wholeBucket),
    )
    .addOption(
      textOption('--root-cause <text>', 'add a root cause; earlier ones and the sealed report stay unchanged', 10_000),
    )
    .addOption(textOption('--by <name>', 'author of the root cause', NAME_LIMIT).default(userInfo().username));
  return withStateMachine(command).action(async (options: ReportArguments) => {
    process.exitCode = await report(options);
  });
}

async function report(options: ReportArguments): Promise<ExitCode> {
  const { endpointUrl: endpoint, rootCause, by } = options;
  const s3 = new S3Client({ endpoint, ...(endpoint !== undefined && { forcePathStyle: true }) });
  const { bucket, prefix } = await locationOf(options, s3);
  const evidence = new Evidence(s3, bucket);
  const sealed = await evidence.getJson(`${prefix}report.json`, (value) => restoreReport.parse(value));
  if (sealed === undefined) {
    throw new Error(
      `There is no report at s3://${bucket}/${prefix}report.json: the run is still in progress, or was stopped.`,
    );
  }
  const causes = `${prefix}root-cause.json`;
  if (rootCause !== undefined) await addRootCause(evidence, causes, rootCause, by);
  const said = (await evidence.getJson(causes, (value) => rootCauses.parse(value))) ?? [];
  print(renderMarkdown(sealed) + rootCauseMarkdown(said));
  return sealed.verdict === 'verified' ? ExitCode.VERIFIED : ExitCode.WRONG;
}

async function locationOf({ evidenceBucket, ...which }: ReportArguments, s3: S3Client): Promise<Location> {
  const executions = new Executions(new SFNClient({ endpoint: which.endpointUrl }), 0);
  const arn = await executionOf(which, executions);
  const planned = await executions.evidenceOf(arn);
  if (planned !== undefined) return planned;
  if (evidenceBucket !== undefined) {
    const { name = '', startDate } = await executions.describe(arn);
    const execution = { id: arn, name, startedAt: startDate!.toISOString() };
    const evidence = new Evidence(s3, evidenceBucket);
    return { bucket: evidenceBucket, prefix: await folderOf({ execution }, evidence) };
  }
  throw new BadArguments('The run ended before it had a plan: add `--evidence-bucket NAME`, an output of the stack.');
}

/** Appends; two concurrent writers do not lose each other's root cause. */
async function addRootCause(evidence: Evidence, key: string, text: string, by: string): Promise<void> {
  const added = { text, by, at: new Date().toISOString() };
  const before = await evidence.getTagged(key, (value) => rootCauses.parse(value));
  const written =
    before === undefined
      ? await evidence.createJson(key, [added])
      : await evidence.replaceJson(key, [...before.value, added], before.etag);
  if (!written) throw new Error('Another root cause was added at the same time: run the command again.');
}
