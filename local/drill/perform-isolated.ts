import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { PEGASUS_REFERENCES } from '../../domain/references/references';
import { DRILL_MARGIN_SECONDS } from '../../domain/request/recovery-points';
import type { CleanUp } from './clean-up';
import { checkUntouched, type Everything, lookAtEverything } from './independent-check/untouched';
import { same } from './independent-check/verdict';
import { DRILL_SECURITY_GROUP } from './installation';
import type { Stage } from './model';
import type { DrillOptions } from './options';
import { setUpProduction } from './production';
import { count, type Progress } from './progress';
import { copyReports, readReports, reportIn } from './reports';
import { execute, restorable } from './restore';
import { type DrillResult, drillResult } from './result';
import { SeededRandom } from './seeded-random';
import { quiet } from './wait-for-idle';

/** What the schedule of drills sends: no target time. */
const REQUEST = { mode: 'drill', reason: 'an isolated drill', requestedBy: 'pegasus-backup drill' } as const;

/**
 * The same state machine in mode `drill`, as in a real account: an undamaged system is restored beside
 * itself and torn down again. From outside, nothing of it may have changed.
 */
export async function performIsolated(
  options: DrillOptions,
  directory: string,
  cleanUp: CleanUp,
  progress: Progress,
): Promise<DrillResult> {
  const log = (line: string) => appendFileSync(join(directory, 'drill.log'), `${line}\n`);
  const startedAt = Date.now();
  const random = new SeededRandom(options.seed);
  const { stage, installation, heartbeats } = await setUpProduction(options, {
    directory,
    random,
    cleanUp,
    progress,
    log,
  });
  // A drill stops no writer. Here they stop, so that every byte can be compared.
  await quiet(stage);
  const quietAt = Date.now();
  await heartbeats.stop();
  const before = await lookAtEverything(stage, installation);
  const compared = [...before.values()].reduce((sum, content) => sum + content.size, 0);
  progress.say('Look before', `${count(compared)} rows, objects and settings of production recorded`);
  // So far that the time that the drill chooses has all of it.
  await restorable(stage, new Date(quietAt + behindLatest(startedAt) * 1000));

  progress.say('Drill', 'isolated, to a target time that the drill chooses');
  let groups = 'no database was seen';
  const execution = await execute(stage, installation.stateMachineArn, REQUEST, async (step) => {
    progress.say(`  ${step.name}`, `${step.seconds.toFixed(1)} s`);
    if (step.name === 'ConfigureDatabase') groups = await groupsOfCandidate(stage);
  });
  const reports = await readReports(stage, installation, execution.name!);
  const report = reportIn(reports);
  const checks = [
    ...(await checkUntouched(stage, installation, before)),
    same('rows that the drill has proved', rowsWithReferences(before), String(report.database?.rowsChecked)),
    same('security groups of the drill’s database', DRILL_SECURITY_GROUP, groups),
  ];
  const outcome = checks.every((check) => check.outcome === 'passed') ? 'passed' : 'failed';
  progress.say('Outside check', outcome);
  if (options.report !== undefined) copyReports(reports, options.report);
  const size = (name: string) => before.get(name)?.size ?? 0;
  const outsideCheck = {
    outcome,
    rowsCompared: size('every row'),
    objectsCompared: size('every object'),
    checks,
  } as const;
  const { seed, lectures } = options;
  return drillResult(report, { seed, lectures, fault: null, damage: null, outsideCheck });
}

/**
 * Seconds after which the time that the drill chooses has all of it: it goes a margin before the latest restorable time,
 * and one second where the window is shorter than that. A window that could reach the margin by then counts as a long one.
 */
const behindLatest = (startedAt: number): number =>
  Date.now() - startedAt < (DRILL_MARGIN_SECONDS * 1000) / 2 ? 2 : DRILL_MARGIN_SECONDS + 2;

/** The drill's database held all of production: this many rows in the tables that refer to objects. */
function rowsWithReferences(before: Everything): string {
  const tables = new Set(PEGASUS_REFERENCES.map(({ table }) => `public.${table}: `));
  const rows = [...(before.get('every row')?.keys() ?? [])];
  return String(rows.filter((row) => [...tables].some((table) => row.startsWith(table))).length);
}

/** Of the one database that is there beside production. */
async function groupsOfCandidate({ rds }: Stage): Promise<string> {
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
  const [candidate] = DBInstances.filter(({ TagList }) => TagList?.some(({ Key }) => Key === 'pegasus-backup:run'));
  return (candidate?.VpcSecurityGroups ?? []).map((group) => group.VpcSecurityGroupId).join(', ');
}
