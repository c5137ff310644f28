import { runIdOf } from '../../domain/workflow/run-names';
import type { CleanUp } from './clean-up';
import { checkOutside } from './independent-check/check';
import type { DrillOptions } from './options';
import { prepare } from './prepare';
import type { Progress } from './progress';
import { copyReports, readReports, reportIn } from './reports';
import { restore } from './restore';
import { type DrillResult, drillResult } from './result';

/** The drill: everything up to the incident, the restore, and the look from outside. */
export async function perform(
  options: DrillOptions,
  directory: string,
  cleanUp: CleanUp,
  progress: Progress,
): Promise<DrillResult> {
  const prepared = await prepare(options, directory, cleanUp, progress);
  const { stage, installation, fault, truth, before, damage, writes, point, heartbeats } = prepared;

  progress.say(
    'Restore',
    point.snapshot === undefined ? `to ${point.targetTime}` : `from the snapshot ${point.snapshot}`,
  );
  const execution = await restore(stage, installation.stateMachineArn, point, async (step) => {
    progress.say(`  ${step.name}`, `${step.seconds.toFixed(1)} s`);
    // Heartbeats go on while objects are rewound; later ones would be no part of the truth.
    if (step.name === 'RunChecks') await heartbeats.stop();
  });
  await heartbeats.stop();

  const restored = execution.status === 'SUCCEEDED';
  const run = { id: runIdOf(execution.name!), scope: options.scope, restored, writes };
  const outsideCheck = await checkOutside(stage, installation, truth, before, run);
  progress.say('Outside check', outsideCheck.outcome);
  const reports = await readReports(stage, installation, execution.name!);
  if (options.report !== undefined) copyReports(reports, options.report);
  const { seed, lectures } = options;
  return drillResult(reportIn(reports), { seed, lectures, fault: fault?.name ?? null, damage, outsideCheck });
}
