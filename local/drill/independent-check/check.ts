import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { UnsettledKey } from '../../../domain/objects/unsettled';
import type { RestoreReport } from '../../../domain/report/model';
import { ownPrefix } from '../../../domain/workflow/heartbeat';
import type { CheckResult, RestoreScope } from '../../../domain/workflow/workflow';
import type { LocalPermissions } from '../../aws/iam-check/permissions';
import type { Truth } from '../expected-state';
import type { LateWrites } from '../incident';
import type { Installation, Stage } from '../model';
import { currentDatabaseUrl, withDatabase } from '../stage';
import { readWriters, stillRunning } from '../writers';
import { readDataLoss } from './data-loss';
import { type Objects, readObjects, readVersions } from './objects';
import { flat, type Rows, readRows } from './rows';
import { givenOutTwice, type HandedOut, readSequences } from './sequences';
import { readSettings } from './settings';
import { asListed, exactlyTheOpenKeys, leftAlone, notWritten, readUnsettled } from './unsettled';
import { asBefore, same, verdict } from './verdict';

/** What a look from outside found: it knows nothing of the state machine, of plans and proofs. */
export interface OutsideCheck {
  readonly outcome: 'passed' | 'failed';
  readonly rowsCompared: number;
  readonly objectsCompared: number;
  readonly checks: readonly CheckResult[];
}

/** What was there before the restore began. */
export interface Before {
  readonly versions: ReadonlySet<string>;
  readonly source: string;
  readonly writers: ReadonlyMap<string, string>;
  /** By the old database. */
  readonly handedOut: HandedOut;
}

/** The run of the state machine, as it ended, and what was written before it that it must report as lost. */
export interface Run {
  readonly id: string;
  readonly scope: RestoreScope;
  readonly restored: boolean;
  readonly writes: LateWrites;
}

export async function lookBefore(stage: Stage): Promise<Before> {
  const [versions, source, writers, handedOut] = await Promise.all([
    readVersions(stage.s3, stage.bucket),
    stage.database.state(),
    readWriters(stage.aws),
    withDatabase(stage, readSequences),
  ]);
  return { versions, source, writers, handedOut };
}

/**
 * After a restore that reports success everything is as it was at the target time, and open. After a failed one nothing
 * is lost and writes are frozen.
 */
export async function checkOutside(
  stage: Stage,
  installation: Installation,
  truth: Truth,
  before: Before,
  { id, scope, restored, writes }: Run,
): Promise<OutsideCheck> {
  const checks = [
    ...(restored ? await asItWas(stage, installation, truth, before, { id, scope, writes }) : []),
    noVersionGone(before.versions, await readVersions(stage.s3, stage.bucket)),
    same('source database', before.source, await stage.database.state()),
    same('lock', 'released', await lock(stage, installation)),
    same('traffic', restored ? 'open' : 'frozen', await trafficMode(stage, installation)),
    writersNow(before.writers, await readWriters(stage.aws), restored),
    withinRoles(stage.aws.permissions),
  ];
  return {
    outcome: checks.every(({ outcome }) => outcome === 'passed') ? 'passed' : 'failed',
    rowsCompared: flat(truth.rows).size,
    objectsCompared: truth.objects.size,
    checks,
  };
}

async function asItWas(
  stage: Stage,
  installation: Installation,
  truth: Truth,
  before: Before,
  { id, scope, writes }: Omit<Run, 'restored'>,
): Promise<CheckResult[]> {
  const report = await readReport(stage, installation, id);
  const unsettled = await readUnsettled(stage.s3, report);
  return [
    ...(await sameAsTruth(stage, truth, scope, unsettled)),
    exactlyTheOpenKeys(truth.open, unsettled, report),
    await noIdTwice(stage, before.handedOut),
    await everyLateWrite(stage, installation, id, writes, notWritten(stage.aws.s3.histories(stage.bucket), unsettled)),
    ...(scope === 'objects' ? [] : [everyDependent(stage, report)]),
  ];
}

/** What the incident has left alone is as it was, too, but for the heartbeats of a store that stays. */
async function sameAsTruth(
  stage: Stage,
  truth: Truth,
  scope: RestoreScope,
  unsettled: readonly UnsettledKey[],
): Promise<CheckResult[]> {
  const [rows, objects, settings, wanted] = await Promise.all([
    readRows(await currentDatabaseUrl(stage)),
    readObjects(stage.s3, stage.bucket),
    readSettings(stage),
    asListed(stage, truth.objects, unsettled),
  ]);
  const open = leftAlone(unsettled);
  const rowsOf = (found: Rows) => without(scope === 'objects' ? 'pegasus_backup.' : undefined, flat(found));
  const objectsOf = (found: Objects) =>
    without(
      scope === 'database' ? ownPrefix(stage.prefix) : undefined,
      new Map([...found].filter(([key]) => !open.has(key))),
    );
  return [
    asBefore('every row', rowsOf(truth.rows), rowsOf(rows), `rows in ${truth.rows.size} tables as at the target time`),
    asBefore(
      'every object',
      objectsOf(wanted),
      objectsOf(objects),
      'objects as at the target time: bytes, headers, metadata, tags',
    ),
    asBefore(
      'database settings',
      settings.source,
      settings.current,
      'settings that a restore drops, as the source has them',
    ),
  ];
}

const without = (prefix: string | undefined, found: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  prefix === undefined ? found : new Map([...found].filter(([key]) => !key.startsWith(prefix)));

/** The data-loss ledger names what was written after the target time, and nothing else. */
async function everyLateWrite(
  { s3 }: Stage,
  { evidenceBucket }: Installation,
  run: string,
  { rows, objects }: LateWrites,
  left: ReadonlySet<string>,
): Promise<CheckResult> {
  const covered = objects.filter((key) => !left.has(key));
  const expected = new Map([...rows, ...covered.map((key) => `object ${key}`)].map((line) => [line, '']));
  const ledger = await readDataLoss(s3, evidenceBucket, run);
  return asBefore(
    'data-loss ledger',
    expected,
    ledger,
    'rows and objects, each that was written after the target time',
  );
}

/** An id that was handed out after the target time is in messages, caches and the heads of people. */
async function noIdTwice(stage: Stage, old: HandedOut): Promise<CheckResult> {
  const twice = givenOutTwice(old, await withDatabase(stage, readSequences));
  const expected = `${old.size} sequences go on after the last id that the old database has handed out`;
  const observed = twice.length === 0 ? 'all of them' : twice.join('; ');
  return verdict('no id twice', expected, observed, old.size > 0 && twice.length === 0);
}

/** The report names whatever still leads to the old database. */
function everyDependent({ dependents }: Stage, report: RestoreReport): CheckResult {
  const named =
    report.dependents?.outcome === 'compared'
      ? report.dependents.differences.map(({ kind, name }) => `${kind} ${name}`).sort()
      : ['not found out'];
  return same('proxies and alarms', dependents.join(', ') || 'none', named.join(', ') || 'none');
}

async function readReport(
  { s3 }: Stage,
  { evidenceBucket: Bucket }: Installation,
  run: string,
): Promise<RestoreReport> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `runs/${run}/report.json` }));
  return JSON.parse((await Body?.transformToString()) ?? '{}');
}

function noVersionGone(before: ReadonlySet<string>, now: ReadonlySet<string>): CheckResult {
  const gone = [...before].filter((version) => !now.has(version));
  const observed =
    gone.length === 0
      ? `all of them, and ${now.size - before.size} new ones`
      : `${gone.length} gone (${gone.slice(0, 3).join(', ')})`;
  return verdict('object versions', `${before.size} versions and markers from before`, observed, gone.length === 0);
}

/** Put back exactly, or all of them stopped. */
function writersNow(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  restored: boolean,
): CheckResult {
  if (restored) return asBefore('other writers', before, now, 'of what else writes, exactly as before the freeze');
  const running = stillRunning(now);
  return verdict(
    'other writers',
    'all of them stopped',
    `${running.join(', ') || 'none'} running`,
    running.length === 0,
  );
}

/** On AWS every other call would have been denied. */
function withinRoles({ missing, used }: LocalPermissions): CheckResult {
  const expected = `${used + missing.length} kinds of calls, each allowed by the role of its handler`;
  const observed = missing.length === 0 ? 'all of them' : `not allowed: ${missing.slice(0, 5).join('; ')}`;
  return verdict('roles', expected, observed, used > 0 && missing.length === 0);
}

export async function lock({ s3 }: Stage, { evidenceBucket: Bucket }: Installation): Promise<string> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'locks/' }));
  for (const { Key } of Contents) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const { owner, releasedAt } = JSON.parse((await Body?.transformToString()) ?? '{}');
    if (releasedAt === undefined) return `held by ${owner}`;
  }
  return 'released';
}

async function trafficMode({ ssm }: Stage, { trafficParameter }: Installation): Promise<string> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: trafficParameter }));
  return /"mode":\s*"([a-z-]+)"/.exec(Parameter?.Value ?? '')?.[1] ?? 'unreadable';
}
