import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { lockKeyOf } from '../../domain/workflow/run-names';
import { failureOf } from '../../domain/workflow/stopped-run';
import type { Report, StepName, TornDown } from '../../domain/workflow/workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import { folderOf } from '../../runtime/evidence/run-folder';
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
 * An execution that ended as it should has both behind it, and nothing is done. An event that comes twice finds the
 * note of the first. What fails here is tried again by Lambda, and then raises an alarm.
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
  if (await there(note, world)) return;
  const workflow = { ...known, execution, ...(failure && { failure }) };

  const entered = (name: StepName) => ({ step: { name, enteredAt: iso(detail.stopDate), retryCount: 0 } });
  const report = `${run}report.json`;
  if (plan === undefined) {
    for (const lock of world.locks) await releaseLock(lock, execution.id, iso(detail.stopDate), world.evidence);
  }
  if (plan === undefined || known.tornDown !== undefined) {
    if (await there(report, world)) return;
    await world.writeReport({ ...workflow, ...entered('WriteReport') });
  } else {
    const attempt = known.attempt ?? 0;
    const { tornDown, stuck } = await tearDownOrSay(() =>
      world.tearDown({ ...workflow, plan, attempt, ...entered('TearDown') }),
    );
    await world.writeReport({ ...workflow, ...(tornDown && { tornDown }), ...entered('WriteReport') });
    if (stuck !== undefined) throw stuck;
  }
  if (!(await there(report, world))) throw new Error(`The report ${report} could not be written.`);
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

const there = async (key: string, { evidence }: Pick<ReportStoppedWorld, 'evidence'>): Promise<boolean> =>
  (await evidence.getJson(key)) !== undefined;

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
