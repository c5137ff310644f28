import './quiet-handlers';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { databaseIdentifierOf } from '../../../domain/workflow/run-names';
import type { DatabaseRestore, DatabaseStatus, RestorePlan, RestoreRequest } from '../../../domain/workflow/workflow';
import { handler as writeManifest } from '../../../lambda/schedules/write-manifest';
import { handler as awaitDatabase } from '../../../lambda/steps/await-database';
import { handler as configureDatabase } from '../../../lambda/steps/configure-database';
import { handler as planRestore } from '../../../lambda/steps/plan-restore';
import { handler as restoreDatabase } from '../../../lambda/steps/restore-database';
import { startLocalAws } from '../../../local/aws/local-aws';
import { setStage } from '../../../local/drill/stage';
import { eventually } from '../../../local/drill/wait';
import { connect } from '../../../runtime/database/postgres';
import { CLOCK } from '../../../runtime/execution/clock';

const CONTEXT = { getRemainingTimeInMillis: () => 25_000 };

/** Handlers look again soon here: what they wait for takes moments on this machine. */
const PAUSE_MILLISECONDS = 10;

/** A source as production has it, and the handlers that restore it, as they are deployed: by their environment. */
export async function makeBed() {
  jest.spyOn(CLOCK, 'sleep').mockImplementation(() => sleep(PAUSE_MILLISECONDS));
  const directory = mkdtempSync(join(tmpdir(), 'database-faults-'));
  const aws = await startLocalAws({ directory, log: () => {} });
  const stage = await setStage(aws);
  await stage.s3.send(new CreateBucketCommand({ Bucket: 'evidence', ObjectLockEnabledForBucket: true }));
  Object.assign(process.env, aws.environment, {
    DATABASE_KIND: 'instance',
    DATABASE_SECRET_ARN: stage.databaseSecretArn,
    RAISE_SEQUENCES_BY: '0',
    CONTINUE_SEQUENCES: 'true',
    RENAMED_AT_CUT_OVER: 'false',
    EVIDENCE_BUCKET: 'evidence',
    EVIDENCE_LOCK_DAYS: '365',
    PROTECTED_BUCKET: stage.bucket,
    OBJECT_PREFIX: stage.prefix,
    DATABASE_IDENTIFIER: stage.databaseIdentifier,
    RETENTION_DAYS: '30',
    APPROVAL: 'none',
    DRILLS_PER_DAY: '10',
    PAIR: 'Test/Backup',
    CUT_OVER: JSON.stringify({ kind: 'secret', secretArn: stage.databaseSecretArn }),
    DECISION_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:1:stateMachine:decisions',
  });
  const describe = async (DBInstanceIdentifier: string) =>
    (await stage.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))).DBInstances?.[0];
  const source = (await describe(stage.databaseIdentifier))!;

  /** A moment that can be restored to. */
  const restorableTime = async (): Promise<Date> => {
    const time = new Date(Math.ceil(Date.now() / 1000) * 1000);
    await eventually('a latest restorable time', async () => {
      const latest = (await describe(stage.databaseIdentifier))?.LatestRestorableTime;
      // Whole seconds: the next one is restorable as well.
      return latest && latest.getTime() >= time.getTime() + 1_000 ? latest : undefined;
    });
    return time;
  };

  const planOf = (runId: string, time: Date): RestorePlan => ({
    runId,
    mode: 'incident',
    scope: 'both',
    targetTime: iso(time),
    reason: 'a test',
    requestedBy: 'a test',
    incidentStart: null,
    sourceDatabase: { identifier: stage.databaseIdentifier, resourceId: source.DbiResourceId! },
    objects: { bucket: stage.bucket, prefix: stage.prefix },
    evidence: { bucket: 'evidence', prefix: `runs/${runId}/` },
    lockKey: 'locks/test.json',
    approvalRequired: false,
    decisionStateMachine: 'arn:aws:states:eu-west-1:1:stateMachine:decisions',
    candidates: [
      {
        recoveryPoint: { kind: 'time', time: iso(time) },
        objectTime: iso(time),
        databaseIdentifier: databaseIdentifierOf(stage.databaseIdentifier, runId, 0),
        reason: 'a test',
      },
    ],
  });

  const executionOf = (runId: string) => ({ id: `arn:${runId}`, name: runId, startedAt: '2026-11-23T05:00:00.000Z' });
  const step = (name: 'PlanRestore' | 'RestoreDatabase' | 'AwaitDatabase' | 'ConfigureDatabase', at = new Date()) => ({
    step: { name, enteredAt: at.toISOString(), retryCount: 0 },
  });
  /** As the machine plans it; every run has a lock of its own here. */
  const plan = async (runId: string, point: Pick<RestoreRequest, 'targetTime' | 'snapshot'>): Promise<RestorePlan> => {
    process.env.PROTECTED_BUCKET = `${stage.bucket}-${runId}`;
    const request = { ...point, reason: 'a test' };
    return planRestore({ request, execution: executionOf(runId), ...step('PlanRestore') }, CONTEXT);
  };
  const of = (plan: RestorePlan) => ({ plan, execution: executionOf(plan.runId) });
  const restore = (plan: RestorePlan) =>
    restoreDatabase({ ...of(plan), candidate: 0, ...step('RestoreDatabase') }, CONTEXT);
  const look = (plan: RestorePlan, before?: DatabaseStatus, at = new Date()) => {
    const [{ databaseIdentifier: identifier } = { databaseIdentifier: '' }] = plan.candidates;
    const databaseRestore = {
      identifier,
      adopted: false,
      requestedTime: plan.targetTime,
      deadline: iso(new Date(Date.now() + 60_000)),
    };
    return awaitDatabase(
      { ...of(plan), candidate: 0, databaseRestore, databaseStatus: before, ...step('AwaitDatabase', at) },
      CONTEXT,
    );
  };
  /** Looks until it is ready, as the machine does. @returns every status that was seen */
  const untilReady = async (plan: RestorePlan): Promise<string[]> => {
    const seen: string[] = [];
    let status: DatabaseStatus | undefined;
    do {
      status = await look(plan, status);
      if (seen.at(-1) !== status.observed) seen.push(status.observed);
    } while (status.outcome === 'waiting');
    return seen;
  };
  const configure = (plan: RestorePlan, parameterGroups?: DatabaseRestore['parameterGroups']) => {
    const [candidate] = plan.candidates;
    const databaseRestore = {
      identifier: candidate!.databaseIdentifier,
      adopted: false,
      parameterGroups,
      requestedTime: plan.targetTime,
      deadline: iso(new Date(Date.now() + 60_000)),
    };
    return configureDatabase(
      { ...of(plan), attempt: 0, candidate: 0, databaseRestore, ...step('ConfigureDatabase') },
      CONTEXT,
    );
  };
  return {
    aws,
    stage,
    source,
    describe,
    restorableTime,
    planOf,
    plan,
    writeManifest: () => writeManifest(step('PlanRestore'), CONTEXT),
    restore,
    look,
    untilReady,
    configure,
    /** The first value of what a database answers to whoever has the secret. */
    ask: async (endpoint: { readonly host: string; readonly port: number }, sql: string): Promise<unknown> => {
      const client = await connect({ secretArn: stage.databaseSecretArn, ...endpoint, readOnly: true });
      try {
        const { rows } = await client.query(sql);
        return Object.values(rows[0])[0];
      } finally {
        await client.end();
      }
    },
    close: async () => {
      await aws.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const iso = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;
