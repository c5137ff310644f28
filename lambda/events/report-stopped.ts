import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { ErrorName } from '../../domain/workflow/errors';
import { lockKeyOf } from '../../domain/workflow/run-names';
import { type Ended, failureOf } from '../../domain/workflow/stopped-run';
import type { Report, StepName, TornDown } from '../../domain/workflow/workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import { folderOf } from '../../runtime/evidence/run-folder';
import { sha256 } from '../../runtime/evidence/seal';
import { Executions } from '../../runtime/execution/executions';
import { releaseLock } from '../../runtime/execution/restore-lock';
import { environment, type StepInvocation, stepHandler } from '../step-handler';
import { type TearDownEnvironment, type TearDownInput, handler as tearDown } from '../steps/tear-down';
import { type WriteReportEnvironment, type WriteReportInput, handler as writeReport } from '../steps/write-report';

/** What the construct puts into this handler's environment: it does the work of both. */
export interface ReportStoppedEnvironment extends TearDownEnvironment, WriteReportEnvironment {
  readonly DATABASE_IDENTIFIER: string;
  readonly PROTECTED_BUCKET: string;
}

/** What ReportStopped needs of the world. */
export interface ReportStoppedWorld {
  readonly executions: Pick<Executions, 'lastEntered'>;
  readonly evidence: Pick<Evidence, 'list' | 'getJson' | 'putJson' | 'getText' | 'replaceJson'>;
  /** Of this pair: a run without a plan may hold one. */
  readonly locks: readonly string[];
  /** The steps, as the state machine would have taken them. */
  readonly tearDown: (input: TearDownInput & StepInvocation) => Promise<TornDown>;
  readonly writeReport: (input: WriteReportInput & StepInvocation) => Promise<Report>;
}

const statusChange = z.object({
  detail: z.object({
    executionArn: z.string(),
    name: z.string(),
    status: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
    /** Milliseconds. */
    startDate: z.number(),
    stopDate: z.number(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

/**
 * The report of a stopped run. Hears from EventBridge of every execution that has ended, and carries out the last steps
 * of one that did not reach them: TearDown, which freezes again and frees the lock, and WriteReport. What the
 * state machine knew is in the execution's history, and nothing else counts: a plan that it had not heard of has touched
 * nothing but the lock, and what lies in the evidence may be anyone's.
 *
 * An execution that ended as it should has both behind it, and nothing is done: its report lies there as the history
 * says. One that is gone, or is another, is written again; the bucket keeps what lay there. An event that comes twice
 * finds the note of the first. What fails here is tried again by Lambda, and then raises an alarm.
 */
export async function reportStopped(event: unknown, world: ReportStoppedWorld): Promise<void> {
  const { detail } = statusChange.parse(event);
  const { step, workflow: known } = await world.executions.lastEntered(detail.executionArn);
  const failure = failureOf(detail, step, known);
  const { plan } = known;
  const execution = {
    id: detail.executionArn,
    name: detail.name,
    startedAt: iso(detail.startDate),
    ...known.execution,
  };
  const run = await folderOf({ plan, execution }, world.evidence);
  const note = `${run}ended/${detail.stopDate}.json`;
  if (await isNoted(note, detail.status, world)) return;
  const workflow = { ...known, execution, ...(failure && { failure }) };

  const entered = (name: StepName) => ({ step: { name, enteredAt: iso(detail.stopDate), retryCount: 0 } });
  const key = `${run}report.json`;
  if (plan === undefined) {
    for (const lock of world.locks) await releaseLock(lock, execution.id, iso(detail.stopDate), world.evidence);
  }
  if (plan === undefined || known.tornDown !== undefined) {
    if (await isThere(key, known.report, world)) return;
    await assertThere(key, await world.writeReport({ ...workflow, ...entered('WriteReport') }), world);
  } else {
    const attempt = known.attempt ?? 0;
    const { tornDown, stuck } = await tearDownOrSay(() =>
      world.tearDown({ ...workflow, plan, attempt, ...entered('TearDown') }),
    );
    const torn = { ...workflow, ...(tornDown && { tornDown }) };
    const report = await world.writeReport({ ...torn, ...entered('WriteReport') });
    if (stuck !== undefined) throw stuck;
    await assertThere(key, report, world);
  }
  await world.evidence.putJson(note, { ended: detail.status, step, reportedAt: iso(detail.stopDate) });
}

/** A run that cannot be torn down has its report nevertheless. */
async function tearDownOrSay(
  tearDown: () => Promise<TornDown>,
): Promise<{ readonly tornDown?: TornDown; readonly stuck?: unknown }> {
  try {
    return { tornDown: await tearDown() };
  } catch (stuck) {
    return { stuck };
  }
}

/** Whether what lies there is the report that was written, and not what lay there before or since. */
async function isThere(
  key: string,
  report: Report | undefined,
  { evidence }: Pick<ReportStoppedWorld, 'evidence'>,
): Promise<boolean> {
  return report !== undefined && sha256((await evidence.getText(key))?.text ?? '') === report.sealed;
}

async function assertThere(key: string, report: Report, world: Pick<ReportStoppedWorld, 'evidence'>): Promise<void> {
  if (!(await isThere(key, report, world))) throw new Error(`The report ${key} could not be written.`);
}

/** What is no note of this end is written over: the steps of the end may be done twice. */
async function isNoted(
  key: string,
  status: Ended['status'],
  { evidence }: Pick<ReportStoppedWorld, 'evidence'>,
): Promise<boolean> {
  const note = z.object({ ended: z.literal(status), step: z.string(), reportedAt: z.string() });
  return await evidence
    .getJson(key, (value) => note.parse(value))
    .then(
      (found) => found !== undefined,
      (error: Error) => {
        if (error.name === ErrorName.EVIDENCE_UNUSABLE) return false;
        throw error;
      },
    );
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

export const handler = stepHandler<object, void>('ReportStopped', (event, context) => {
  const { EVIDENCE_BUCKET, DATABASE_IDENTIFIER, PROTECTED_BUCKET } = environment<
    Pick<ReportStoppedEnvironment, 'EVIDENCE_BUCKET' | 'DATABASE_IDENTIFIER' | 'PROTECTED_BUCKET'>
  >({ EVIDENCE_BUCKET: 'required', DATABASE_IDENTIFIER: 'required', PROTECTED_BUCKET: 'required' });
  return reportStopped(event, {
    executions: new Executions(new SFNClient({}), 0),
    evidence: new Evidence(new S3Client({}), EVIDENCE_BUCKET),
    locks: (['incident', 'drill'] as const).map((mode) => lockKeyOf(DATABASE_IDENTIFIER, PROTECTED_BUCKET, mode)),
    tearDown: (input) => tearDown(input, context),
    writeReport: (input) => writeReport(input, context),
  });
});
