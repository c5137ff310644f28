import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { DependentDifference } from '../../domain/database/dependents';
import type { BucketEvents } from '../../domain/events/consumers';
import type { UnsettledKey } from '../../domain/objects/unsettled';
import { VERIFIED_KEY, type VerifiedRun } from '../../domain/readiness/verified-restore';
import type { DataLossSummary } from '../../domain/report/data-loss';
import type { ReportedWorkflow, RestoreReport } from '../../domain/report/model';
import { type Objectives, objectives } from '../../domain/report/objectives';
import { type OldDatabaseUse, oldDatabaseKey, oldDatabaseUse } from '../../domain/report/old-database';
import { plainly } from '../../domain/report/outside-text';
import { buildReport } from '../../domain/report/report';
import { NAMED_UNSETTLED } from '../../domain/report/unsettled-words';
import { reportWords } from '../../domain/report/words';
import type { LedgerEntry } from '../../domain/workflow/ledger';
import { mail } from '../../domain/workflow/mail-text';
import { runIdOf } from '../../domain/workflow/run-names';
import {
  ALL_STEPS,
  type CheckResult,
  type DependentsCompared,
  type Report,
  type Workflow,
} from '../../domain/workflow/workflow';
import { eventsKey, parseEvents } from '../../runtime/events/told-by-rewind';
import { readWritten } from '../../runtime/evidence/digest';
import { Evidence, evidenceOf } from '../../runtime/evidence/evidence';
import { ledgerPrefix } from '../../runtime/evidence/ledger';
import { parsedLines } from '../../runtime/evidence/parsed-lines';
import { folderOf } from '../../runtime/evidence/run-folder';
import { sha256 } from '../../runtime/evidence/seal';
import { putReport, sealReport } from '../../runtime/evidence/sealed-report';
import { Signer } from '../../runtime/evidence/signer';
import { loggerOf } from '../../runtime/execution/logger';
import { Notifications } from '../../runtime/execution/notifications';
import { RestoreMetrics } from '../../runtime/execution/restore-metrics';
import { rewindLayout } from '../../runtime/objects/rewind/layout';
import { asPlanned } from '../../runtime/objects/rewind/sealed-evidence';
import { acceptedLosses } from '../../runtime/references/losses';
import { recordedFreeze } from '../../runtime/traffic/freeze-record';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface WriteReportEnvironment {
  readonly EVIDENCE_BUCKET: string;
  readonly EVIDENCE_LOCK_DAYS: string;
  readonly NOTIFICATION_TOPIC_ARN?: string;
  /** Value of the metrics' one dimension. */
  readonly PAIR: string;
  /** JSON of `Objectives`. */
  readonly OBJECTIVES: string;
  readonly SIGNING_KEY_ARN?: string;
}

/** Anything may be missing but the execution: a run that was refused has a report, too. */
export type WriteReportInput = ReportedWorkflow;

/** What WriteReport needs of the world. */
export interface WriteReportWorld {
  readonly evidence: Pick<Evidence, 'bucket' | 'list' | 'getJson' | 'putText' | 'putJson' | 'readLines'>;
  readonly notifications: Pick<Notifications, 'publish'>;
  readonly objectives: Objectives;
  readonly metrics: Pick<RestoreMetrics, 'publish'>;
  readonly signer: Pick<Signer, 'intends' | 'sign'>;
  /** Says what could not be read or written. */
  readonly complain: (what: string, error: Error) => void;
}

/**
 * Builds the report from the workflow, the ledger and the checks, writes, seals and signs it, and publishes it. What
 * cannot be read is missing from it, what cannot be written or signed is logged: neither changes the verdict.
 */
export async function writeReport(
  { step, ...workflow }: WriteReportInput & StepInvocation,
  { evidence, notifications, objectives, metrics, signer, complain }: WriteReportWorld,
): Promise<Report> {
  const bucket = evidence.bucket;
  const orElse = async <T>(what: string, instead: T, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      complain(what, error as Error);
      return instead;
    }
  };

  const named = `runs/${runIdOf(workflow.execution.name)}/`;
  const prefix = await orElse('whose folder it is could not be read', named, () => folderOf(workflow, evidence));
  const ledger = await orElse('the ledger could not be read', [], () =>
    readLedger({ bucket, prefix }, { evidence, complain }),
  );
  const checks = await orElse('the checks could not be read', [], () =>
    readChecks(`${prefix}attempt-${workflow.attempt ?? 0}/checks.json`, workflow.checks, evidence),
  );
  const dataLoss = await orElse('the data-loss ledger could not be read', undefined, () =>
    readDataLoss(workflow.dataLoss, evidence),
  );
  const dependents = await orElse('the dependents could not be read', undefined, () =>
    readDependents(workflow.database?.dependents, evidence),
  );
  const losses = await orElse('the accepted losses could not be read', [], () =>
    acceptedLosses(workflow.acceptedLosses, evidence),
  );
  const unsettled = await orElse('the unsettled keys could not be read', [], () => readUnsettled(workflow, evidence));
  const oldDatabase = await orElse('the use of the old database could not be read', undefined, () =>
    readOldUse(oldDatabaseKey(prefix), workflow.dataLoss, evidence),
  );
  const unread: BucketEvents = { outcome: 'unknown', cause: 'what was counted of them could not be read' };
  const events = await orElse('the events of the bucket could not be read', [unread], () =>
    readEvents(workflow, prefix, evidence),
  );
  const frozen = await orElse(
    'the record of the freeze could not be read',
    undefined,
    async () => workflow.plan && (await recordedFreeze(workflow.plan, evidence, workflow.freeze)),
  );
  const recordedGeneration = frozen && frozen.prior.generation + 1;
  const facts = {
    workflow,
    ledger,
    checks,
    dataLoss,
    dependents,
    acceptedLosses: losses,
    unsettled,
    oldDatabase,
    events,
    recordedGeneration,
    objectives,
    now: step.enteredAt,
  };
  const sealed = await sealReport((signing) => buildReport({ ...facts, signing }), signer);
  const { report, signature } = sealed;
  const notSigned = 'key' in signer.intends && 'unsigned' in signature ? signature.unsigned : undefined;
  if (notSigned !== undefined) complain('the report is not signed', new Error(notSigned));
  await orElse('the report could not be written', undefined, async () => {
    await putReport(evidence, prefix, sealed);
    if (report.verdict === 'verified' && report.scope === 'both')
      await evidence.putText(VERIFIED_KEY, noteOf(report), 'application/json');
  });
  metrics.publish(report);
  await notifications.publish(
    `Restore ${report.verdict.toUpperCase()}: ${report.sourceDatabase ?? 'not begun'}`,
    mail([
      report.summary,
      ...reportWords(report).whatNow.map((sentence) => `- ${plainly(sentence)}`),
      `Report: s3://${bucket}/${prefix}report.html (and report.md)`,
      `Execution: ${workflow.execution.id}`,
      ...(notSigned === undefined ? [] : [`The report is NOT SIGNED: ${notSigned}. See docs/runbook.md#not-signed.`]),
    ]),
  );
  return {
    verdict: report.verdict,
    summary: report.summary,
    bucket,
    json: `${prefix}report.json`,
    sealed: sha256(sealed.files['report.json']!),
    markdown: `${prefix}report.md`,
    html: `${prefix}report.html`,
    ...(report.failure && { error: report.failure.error }),
  };
}

/** What the watch over the readiness reads: when a restore or a drill was last verified. */
function noteOf({ runId, mode, finishedAt }: RestoreReport): string {
  const verified: VerifiedRun = { runId: runId ?? '', mode: mode ?? '', finishedAt };
  return `${JSON.stringify(verified)}\n`;
}

const ledgerEntry = z.object({
  step: z.enum(ALL_STEPS),
  startedAt: z.string(),
  finishedAt: z.string(),
  outcome: z.enum(['done', 'failed']),
  retry: z.number(),
});

async function readLedger(
  run: { readonly bucket: string; readonly prefix: string },
  { evidence, complain }: Pick<WriteReportWorld, 'evidence' | 'complain'>,
): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const { key } of evidence.list(ledgerPrefix(run))) {
    const entry = await evidence.getJson(key, (value) => ledgerEntry.parse(value)).catch((error: Error) => error);
    if (entry instanceof Error) complain(`the entry ${key} of the ledger is left out`, entry);
    else if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

const checkResults = z.array(
  z.object({
    name: z.string(),
    outcome: z.enum(['passed', 'failed', 'not applicable', 'unknown']),
    expected: z.string(),
    observed: z.string(),
  }),
);

/** Checks that have failed have left no digest in the state. */
async function readChecks(
  key: string,
  checked: Workflow['checks'] | undefined,
  evidence: WriteReportWorld['evidence'],
): Promise<CheckResult[]> {
  const parse = (value: unknown) => checkResults.parse(value);
  return checked === undefined
    ? ((await evidence.getJson(key, parse)) ?? [])
    : await readWritten(evidence, key, checked.sealed, parse);
}

const dataLossSummary = z.object({
  tables: z.array(z.object({ table: z.string(), missing: z.number(), changed: z.number(), rewritten: z.number() })),
  notCompared: z.array(
    z.object({
      table: z.string(),
      reason: z.string(),
      looked: z.object({ rows: z.number(), about: z.number() }).optional(),
    }),
  ),
  objects: z.number(),
  folder: z.string(),
  keptUntil: z.string(),
});

async function readDataLoss(
  found: Workflow['dataLoss'],
  evidence: WriteReportWorld['evidence'],
): Promise<DataLossSummary | undefined> {
  if (found?.outcome !== 'recorded') return undefined;
  return await readWritten(evidence, found.detail, found.sealed, (value) => dataLossSummary.parse(value));
}

const dependentDifferences = z.array(
  z.object({
    kind: z.enum(['proxy', 'alarm']),
    name: z.string(),
    field: z.string(),
    wanted: z.string(),
    found: z.string().nullable(),
    action: z.string(),
  }),
);

async function readDependents(
  compared: DependentsCompared | undefined,
  evidence: WriteReportWorld['evidence'],
): Promise<DependentDifference[] | undefined> {
  if (compared?.outcome !== 'compared') return undefined;
  const { detail, sealed } = compared;
  return await readWritten(evidence, detail, sealed, (value) => dependentDifferences.parse(value));
}

const unsettledKey = z.object({
  key: z.string(),
  reason: z.string(),
  taken: z.string().nullable(),
  others: z.array(z.string()),
});

/** The first of them: all are where the proof says. A part is known to be the planned one when it was read to its end. */
async function readUnsettled(
  { plan, attempt = 0, objectPlan, proof }: WriteReportInput,
  evidence: WriteReportWorld['evidence'],
): Promise<UnsettledKey[]> {
  const found: UnsettledKey[] = [];
  if (plan === undefined || proof?.unsettled === undefined) return found;
  const planned = asPlanned(evidence, { plan, attempt, objectPlan, proof });
  const { unsettled } = rewindLayout(plan.evidence, attempt);
  await planned.assertWhole(unsettled);
  for await (const { key } of planned.list(unsettled)) {
    if (found.length >= NAMED_UNSETTLED) break;
    for await (const one of parsedLines(planned, key, (value) => unsettledKey.parse(value))) found.push(one);
  }
  return found.slice(0, NAMED_UNSETTLED);
}

async function readOldUse(
  key: string,
  found: Workflow['dataLoss'],
  evidence: WriteReportWorld['evidence'],
): Promise<OldDatabaseUse | undefined> {
  if (found?.oldDatabase === undefined) return undefined;
  return await readWritten(evidence, key, found.oldDatabase, (value) => oldDatabaseUse.parse(value));
}

/** Each attempt that was about to write has left its own, and the state its digest. */
async function readEvents(
  { attempt = 0, attempts = [], proof }: WriteReportInput,
  prefix: string,
  evidence: WriteReportWorld['evidence'],
): Promise<BucketEvents[]> {
  const found: BucketEvents[] = [];
  for (const one of [...attempts, { attempt, events: proof?.events }]) {
    const key = eventsKey({ prefix }, one.attempt);
    if (one.events !== undefined) found.push(await readWritten(evidence, key, one.events, parseEvents));
  }
  return found;
}

export const handler = stepHandler<WriteReportInput, Report>('WriteReport', (input) => {
  const variables = environment<WriteReportEnvironment>({
    EVIDENCE_BUCKET: 'required',
    EVIDENCE_LOCK_DAYS: 'required',
    NOTIFICATION_TOPIC_ARN: 'optional',
    PAIR: 'required',
    OBJECTIVES: 'required',
    SIGNING_KEY_ARN: 'optional',
  });
  const { EVIDENCE_BUCKET, NOTIFICATION_TOPIC_ARN, PAIR, OBJECTIVES, SIGNING_KEY_ARN } = variables;
  const { plan, execution } = input;
  const s3 = new S3Client({});
  const lockDays = Number(variables.EVIDENCE_LOCK_DAYS);
  return writeReport(input, {
    evidence:
      plan === undefined
        ? new Evidence(s3, EVIDENCE_BUCKET, { lockDays })
        : evidenceOf({ plan, execution }, s3, lockDays),
    notifications: new Notifications(NOTIFICATION_TOPIC_ARN, PAIR),
    objectives: objectives.parse(JSON.parse(OBJECTIVES)),
    metrics: new RestoreMetrics(PAIR),
    signer: new Signer(SIGNING_KEY_ARN),
    complain: (what, error) => loggerOf('WriteReport').error(what, error),
  });
});
