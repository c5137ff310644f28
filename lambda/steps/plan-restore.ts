import { isDeepStrictEqual } from 'node:util';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { type DatabaseName, type Dependent, sayBlueGreen, sayLeading } from '../../domain/database/dependents';
import { type EngineThen, engineThen, sayEngine } from '../../domain/database/engine';
import { foreignSettings, NOTHING_KNOWN } from '../../domain/database/known-source';
import { sayLeftBehind } from '../../domain/database/left-behind';
import type { DatabaseSettings } from '../../domain/database/settings';
import { canBeTold, type EventConsumer } from '../../domain/events/consumers';
import { sayConsumer } from '../../domain/events/words';
import type { StateOptions } from '../../domain/objects/state';
import { assertBelow, assertDecides, sayNamed } from '../../domain/request/named-uploads';
import { chooseRecoveryPoints, type ReasonedPoint, type SnapshotFacts } from '../../domain/request/recovery-points';
import { type AcceptedRequest, acceptRequest } from '../../domain/request/restore-request';
import { seconds } from '../../domain/request/target-time';
import { candidateOf, sayMoment } from '../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { sayHooks } from '../../domain/workflow/hooks';
import { sayRequest } from '../../domain/workflow/how-to-decide';
import { mail } from '../../domain/workflow/mail-text';
import { plain } from '../../domain/workflow/named';
import { databaseIdentifierOf, lockKeyOf, runIdOf } from '../../domain/workflow/run-names';
import type { ExecutionIdentity, NamedUploads, RestorePlan, Workflow } from '../../domain/workflow/workflow';
import { type CutOverEnvironment, connectCutOver } from '../../runtime/cut-over/connect';
import type { Way } from '../../runtime/cut-over/cut-over';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import type { DatabaseKind } from '../../runtime/database/database-kind';
import { Dependents } from '../../runtime/database/dependents';
import { lastManifest } from '../../runtime/database/gone-source';
import { Manifests } from '../../runtime/database/manifests';
import { blueGreenDeployments } from '../../runtime/database/rds/blue-green';
import { bucketConsumers } from '../../runtime/events/bucket-consumers';
import { Evidence } from '../../runtime/evidence/evidence';
import { ledgerPrefix } from '../../runtime/evidence/ledger';
import { planSealKeys, signPlan } from '../../runtime/evidence/signed-plan';
import { Signer } from '../../runtime/evidence/signer';
import {
  isSameExecution,
  PLAN_VERSION,
  planKey,
  plannedFor,
  type StoredPlan,
} from '../../runtime/evidence/stored-plan';
import { isRunning } from '../../runtime/execution/executions';
import { IMPATIENT } from '../../runtime/execution/fail-fast-client';
import { Notifications } from '../../runtime/execution/notifications';
import { type Look, type Patience, patience, pollUntil } from '../../runtime/execution/poll-until';
import { releaseLock, requireFree, takeLock } from '../../runtime/execution/restore-lock';
import { settledOf } from '../../runtime/objects/rewind/named-uploads';
import { environment, type StepInvocation, stepHandler } from '../step-handler';
import { objectMoment } from './plan-objects';

const LOOK_MILLISECONDS = 2_000;

/** What the construct puts into this handler's environment. */
export interface PlanRestoreEnvironment extends DatabaseEnvironment, CutOverEnvironment {
  readonly EVIDENCE_BUCKET: string;
  readonly EVIDENCE_LOCK_DAYS: string;
  readonly PROTECTED_BUCKET: string;
  readonly OBJECT_PREFIX?: string;
  readonly DATABASE_IDENTIFIER: string;
  /** The instance that was meant when the stack was deployed: an identifier can be given to another one later. */
  readonly DATABASE_RESOURCE_ID?: string;
  readonly RETENTION_DAYS: string;
  readonly APPROVAL: 'required' | 'none';
  readonly DRILLS_PER_DAY: string;
  readonly DECISION_STATE_MACHINE_ARN: string;
  readonly NOTIFICATION_TOPIC_ARN?: string;
  readonly PAIR: string;
  readonly SIGNING_KEY_ARN?: string;
  /** JSON of `declaredHooks`. @default - none */
  readonly HOOKS?: string;
}

export type PlanRestoreInput = Pick<Workflow, 'request' | 'execution'>;

/** What PlanRestore needs of the world. */
export interface PlanRestoreWorld {
  readonly environment: PlanRestoreEnvironment;
  readonly databases: Pick<
    DatabaseKind,
    'describe' | 'restoreWindow' | 'snapshots' | 'backupSnapshots' | 'snapshotsOnly' | 'known'
  >;
  readonly manifests: Pick<Manifests, 'lastOf' | 'newest'>;
  readonly evidence: Pick<Evidence, 'createJson' | 'list' | 'getTagged' | 'getText' | 'replaceJson' | 'putText'>;
  readonly notifications: Pick<Notifications, 'publish'>;
  readonly signer: Pick<Signer, 'intends' | 'sign'>;
  readonly cutOver: Pick<Way, 'unfit'>;
  readonly patience: Patience;
  isRunning(execution: string): Promise<boolean>;
  /** Whom the protected bucket tells of its events. */
  consumers(): Promise<readonly EventConsumer[]>;
  /** What others have made that leads to the database or watches it. */
  dependents(names: readonly DatabaseName[]): Promise<readonly Dependent[]>;
  /** Blue/green deployments that the database is part of, each with its status. */
  blueGreen(names: readonly DatabaseName[]): Promise<readonly string[]>;
  /** Those of the named keys that are not open at that moment. */
  settled(named: NamedUploads, moment: StateOptions): Promise<readonly string[]>;
}

/**
 * Decides and names everything before anything is touched, takes the lock, unless it has to be approved first, and writes
 * the plan. Times are the state
 * machine's and the stores' own, never this handler's. A retry takes its own lock again and plans again: what lies in the
 * evidence is for people, and no plan of ours.
 *
 * A target close to the present is waited for: first here, as long as the handler may run, then by retries of the
 * state machine (`Retryable`).
 */
export async function planRestore(
  { request, execution, step }: PlanRestoreInput & StepInvocation,
  world: PlanRestoreWorld,
): Promise<RestorePlan> {
  const { EVIDENCE_BUCKET, PROTECTED_BUCKET, DATABASE_IDENTIFIER } = world.environment;
  const accepted = acceptRequest(request, step.enteredAt);
  const { named } = accepted;
  if (named) assertBelow(named, world.environment.OBJECT_PREFIX ?? '');
  const runId = runIdOf(execution.name);
  const evidence = { bucket: EVIDENCE_BUCKET, prefix: `runs/${runId}/` };
  const lockKey = lockKeyOf(DATABASE_IDENTIFIER, PROTECTED_BUCKET, accepted.mode);

  const chosen = await pollUntil(() => choose(accepted, step.enteredAt, world), world.patience);
  await assertCutOver(world.cutOver);
  const [first] = chosen.points;
  const engines = await enginesOf(chosen, DATABASE_IDENTIFIER, world.manifests);
  const notes = [
    ...chosen.points.flatMap(({ point }, index) => {
      const engine = engines[index];
      return engine === undefined ? [] : [sayEngine(point, engine, chosen.settings)];
    }),
    ...sayForeign(chosen.settings, world.databases),
    ...(accepted.scope === 'objects' ? [] : await sayStaying(chosen, world)),
  ];
  if (named) notes.push(`uploads in parts that the request decides by name: ${sayNamed(named)}`);
  const plan: RestorePlan = {
    runId,
    mode: accepted.mode,
    scope: accepted.scope,
    targetTime: accepted.point.kind === 'time' ? accepted.point.time : first.point.time,
    reason: accepted.reason,
    requestedBy: accepted.requestedBy,
    incidentStart: accepted.incidentStart,
    sourceDatabase: chosen.source,
    objects: { bucket: PROTECTED_BUCKET, prefix: world.environment.OBJECT_PREFIX ?? '' },
    evidence,
    ...(accepted.thaw && { thaw: accepted.thaw }),
    ...(named && { named }),
    lockKey,
    // A drill touches nothing of production: there is nothing to approve.
    approvalRequired: world.environment.APPROVAL === 'required' && accepted.mode === 'incident',
    decisionStateMachine: world.environment.DECISION_STATE_MACHINE_ARN,
    candidates: chosen.points.map(({ point, reason, needsApproval }, index) => ({
      recoveryPoint: point,
      objectTime: point.time,
      databaseIdentifier: databaseIdentifierOf(DATABASE_IDENTIFIER, runId, index),
      reason,
      ...(engines[index] && { engine: engines[index] }),
      ...(needsApproval && { needsApproval }),
    })),
    ...hooksOf(world.environment.HOOKS, accepted.mode),
    ...(notes.length > 0 && { notes }),
    leftOut: chosen.leftOut.map(({ point, reason }) => ({ recoveryPoint: point, reason })),
  };

  if (named) assertDecides(await world.settled(named, objectMoment({ plan, candidate: 0 })), first.point.time);
  const { requestedBy } = accepted;
  const ours = { owner: runId, execution: execution.id, requestedBy, takenAt: step.enteredAt };
  // The lock is taken when it is approved: a request that no one approves keeps no other waiting.
  if (plan.approvalRequired) await requireFree(lockKey, world);
  else {
    const mostPerDay = plan.mode === 'drill' ? Number(world.environment.DRILLS_PER_DAY) : undefined;
    await takeLock(lockKey, ours, { ...world, mostPerDay });
  }
  try {
    return await keep(plan, execution, world);
  } catch (error) {
    // Without a plan there is no tear-down, and nothing else would give the lock back.
    await releaseLock(lockKey, execution.id, step.enteredAt, world.evidence);
    throw error;
  }
}

const declaredHooks = z.array(
  z.object({
    name: z.string(),
    when: z.enum(['after-freeze', 'before-open']),
    functionArn: z.string(),
    inDrills: z.boolean(),
  }),
);

/** A drill leaves what is in use alone: only those that are made for it. */
function hooksOf(declared: string | undefined, mode: RestorePlan['mode']): Pick<RestorePlan, 'hooks'> {
  const hooks = declaredHooks
    .parse(JSON.parse(declared || '[]'))
    .flatMap(({ inDrills, ...hook }) => (mode === 'incident' || inDrills ? [hook] : []));
  return hooks.length > 0 ? { hooks } : {};
}

/** Of a drill, too, which never comes so far: it would prove a restore that could not be. */
async function assertCutOver(cutOver: PlanRestoreWorld['cutOver']): Promise<void> {
  const unfit = await cutOver.unfit();
  if (unfit === undefined) return;
  throw new PegasusError(
    ErrorName.INVALID_REQUEST,
    `The application could not be led to a restored database: ${unfit}. Nothing was touched.`,
  );
}

/**
 * Writes the plan, and announces it once.
 * @throws PegasusError `InvalidRequest` where another run, or another hand, has left files under this name
 */
async function keep(plan: RestorePlan, execution: ExecutionIdentity, world: PlanRestoreWorld): Promise<RestorePlan> {
  const stored: StoredPlan = { version: PLAN_VERSION, plan: plain(plan), execution };
  await assertNothingElse(plan, world.evidence);
  const isFirst = await world.evidence.createJson(planKey(plan.evidence.prefix), stored);
  if (!isFirst) await replace(stored, world.evidence);
  const notSigned = await signPlan(stored, world.evidence, world.signer);
  if (isFirst) {
    await world.notifications.publish(
      `Restore in progress: ${plan.sourceDatabase.identifier} to ${candidateOf(plan, 0).recoveryPoint.time}`,
      mail([
        `Restore of ${sayScope(plan)} to ${sayMoment(plan, 0)}, ${sayRequest(plan)}`,
        ...(plan.notes ?? []).map((note) => `Note: ${note}.`),
        ...(await sayConsumers(plan, world)),
        ...sayHooks(plan),
        ...sayThawing(plan),
        ...(notSigned === undefined ? [] : [`The plan is NOT SIGNED: ${notSigned}. See docs/runbook.md#not-signed.`]),
        `Run ${plan.runId}, evidence in s3://${plan.evidence.bucket}/${plan.evidence.prefix}, execution ${execution.id}`,
      ]),
    );
  }
  return plan;
}

/** Of an earlier try of this execution. */
async function replace(stored: StoredPlan, evidence: PlanRestoreWorld['evidence']): Promise<void> {
  const key = planKey(stored.plan.evidence.prefix);
  const found = await evidence.getText(key);
  const value = jsonIn(found?.text);
  const before = plannedFor(value);
  if (found === undefined || before === undefined || !isSameExecution(before, stored.execution)) {
    throw nameTaken(stored.plan, before === undefined ? `${key}, which is no plan` : `run of ${before.startedAt}`);
  }
  if (isDeepStrictEqual(value, stored) || (await evidence.replaceJson(key, stored, found.etag))) return;
  throw new PegasusError(ErrorName.RETRYABLE, `${key} was written at the same time; it is tried again.`);
}

function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** What a step would read back must be this run's own. */
async function assertNothingElse(plan: RestorePlan, evidence: PlanRestoreWorld['evidence']): Promise<void> {
  const { prefix } = plan.evidence;
  const ours = [planKey(prefix), ...planSealKeys(prefix)];
  for await (const { key } of evidence.list(prefix)) {
    if (!ours.includes(key) && !key.startsWith(ledgerPrefix(plan.evidence))) throw nameTaken(plan, key);
  }
}

const nameTaken = ({ runId }: RestorePlan, what: string): PegasusError =>
  new PegasusError(
    ErrorName.INVALID_REQUEST,
    `There was a run ${runId} before (${what}), and its evidence is not this run's. Start again under another execution name.`,
  );

/** What will not follow the application to the restored database, while there is time to prepare for it. */
async function sayStaying(
  { settings, names }: Chosen,
  world: Pick<PlanRestoreWorld, 'dependents' | 'blueGreen'>,
): Promise<string[]> {
  const left = sayLeftBehind(settings).map((what) => `stays with the old database: ${what}`);
  try {
    return [...left, ...sayLeading(await world.dependents(names)), ...sayBlueGreen(await world.blueGreen(names))];
  } catch (error) {
    return [
      ...left,
      `which proxies, alarms and blue/green deployments name the database is unknown: ${(error as Error).message}`,
    ];
  }
}

/** While it can still be put right: a drill says it every week. */
function sayForeign(settings: DatabaseSettings, { known = NOTHING_KNOWN }: Pick<DatabaseKind, 'known'>): string[] {
  const foreign = foreignSettings(settings, known);
  if (foreign.length === 0) return [];
  return [
    `Once the source is gone its restore will be refused, because its stack says otherwise (${foreign.join('; ')}): say it in the stack, or set the source right`,
  ];
}

/** Before anything is frozen: who will be called by what the run writes to the bucket. None, or a line. */
async function sayConsumers({ mode, scope, objects }: RestorePlan, world: PlanRestoreWorld): Promise<string[]> {
  if (mode !== 'incident' || scope === 'database') return [];
  try {
    const found = (await world.consumers()).filter((one) => canBeTold(one, objects.prefix));
    const names = found.map(sayConsumer).join(', ');
    if (names === '') return [];
    return [
      `The bucket tells ${names} of each copy and each delete marker of this run, unless \`traffic\` holds them back; the report counts them.`,
    ];
  } catch (error) {
    return [`Whom the bucket tells of its events is unknown: ${error instanceof Error ? error.message : error}`];
  }
}

/** Nothing is listed yet: how much it is and what it costs, ThawObjects says before it asks for anything. */
function sayThawing({ thaw }: RestorePlan): string[] {
  if (thaw === undefined) return [];
  return [
    `What lies in an archive and has to be copied is thawed first (${thaw.tier}, readable for ${thaw.days} days): how many objects, hours and dollars is said before S3 is asked, and traffic is frozen only when they are readable.`,
  ];
}

function sayScope({ scope, sourceDatabase: { identifier }, objects: { bucket, prefix } }: RestorePlan): string {
  const objects = `s3://${bucket}/${prefix}`;
  if (scope === 'database') return `${identifier} (the objects in ${objects} stay)`;
  return scope === 'objects' ? `${objects} (the database ${identifier} stays)` : `${identifier} and ${objects}`;
}

/** What ran at each of these points, where it is not what runs now: it is to be known before the database is there. */
async function enginesOf(
  { source, settings, snapshots, points }: Chosen,
  identifier: string,
  manifests: PlanRestoreWorld['manifests'],
): Promise<(EngineThen | undefined)[]> {
  const ours = snapshots.filter(({ sourceResourceId }) => sourceResourceId === source.resourceId);
  const found: (EngineThen | undefined)[] = [];
  for (const { point } of points) {
    const manifest = await manifests.newest(identifier, point.time);
    const then = manifest?.source.resourceId === source.resourceId ? manifest : undefined;
    found.push(engineThen(point, settings, ours, then));
  }
  return found;
}

interface Chosen {
  readonly source: RestorePlan['sourceDatabase'];
  /** As it is, or as its last manifest says it was. */
  readonly settings: DatabaseSettings;
  /** As AWS knows it; empty once it is gone. */
  readonly names: readonly DatabaseName[];
  readonly snapshots: readonly SnapshotFacts[];
  readonly points: readonly [ReasonedPoint, ...ReasonedPoint[]];
  readonly leftOut: readonly ReasonedPoint[];
}

/** Asks the stores and decides. */
async function choose(
  { point, incidentStart, scope }: AcceptedRequest,
  now: string,
  {
    databases,
    manifests,
    environment: { DATABASE_IDENTIFIER, DATABASE_RESOURCE_ID, RETENTION_DAYS },
  }: PlanRestoreWorld,
): Promise<Look<Chosen>> {
  const found = await databases.describe(DATABASE_IDENTIFIER);
  // A source that is gone lives on in its backups, and its last manifest says what it was.
  const last =
    found === undefined
      ? await lastManifest(DATABASE_IDENTIFIER, DATABASE_RESOURCE_ID, manifests, databases)
      : undefined;
  const source = found ?? last?.source;
  if (source === undefined || (DATABASE_RESOURCE_ID && source.resourceId !== DATABASE_RESOURCE_ID)) {
    throw new PegasusError(
      ErrorName.INVALID_REQUEST,
      `The protected database ${DATABASE_IDENTIFIER} ${DATABASE_RESOURCE_ID ? `(${DATABASE_RESOURCE_ID}) ` : ''}is ` +
        `${source === undefined ? 'gone, and has left no manifest' : `now another instance (${source.resourceId})`}. ` +
        'Deploy the stack for the right database.',
    );
  }
  if (found?.unfit !== undefined) {
    throw new PegasusError(
      ErrorName.INVALID_REQUEST,
      `The protected database ${DATABASE_IDENTIFIER} ${found.unfit}. Nothing was touched.`,
    );
  }
  const { identifier, resourceId } = source;
  const backups = await databases.restoreWindow(resourceId);
  const of = { database: DATABASE_IDENTIFIER };
  const own = await databases.snapshots(of);
  const byAwsBackup = await databases.backupSnapshots(of);
  const snapshots = [...own, ...byAwsBackup.filter(({ id }) => !own.some((snapshot) => snapshot.id === id))];
  if (point.kind === 'snapshot' && !snapshots.some(({ id }) => id === point.id)) {
    snapshots.push(...(await databases.snapshots({ snapshot: point.id })));
  }
  const choice = chooseRecoveryPoints(
    { point, incidentStart, scope },
    {
      now: seconds(Date.parse(now)),
      source: { identifier, resourceId },
      pointInTimeRecovery: found === undefined ? backups.latest !== undefined : found.backupRetentionDays > 0,
      gone: found === undefined,
      snapshotsOnly: databases.snapshotsOnly,
      earliestRestorableTime: backups.earliest,
      latestRestorableTime: found === undefined ? backups.latest : found.latestRestorableTime,
      snapshots,
      objectHistoryDays: Number(RETENTION_DAYS),
    },
  );
  switch (choice.outcome) {
    case 'refused':
      throw new PegasusError(choice.error, choice.reason);
    case 'wait':
      if (found !== undefined) return { waitingFor: choice.reason };
      throw new PegasusError(
        ErrorName.TARGET_TIME_OUT_OF_RANGE,
        `${identifier} is gone, and its backups end before ${backups.latest}: nothing newer will come. Choose an earlier \`targetTime\`.`,
      );
    case 'chosen':
      return {
        found: {
          source: { identifier, resourceId },
          settings: found?.settings ?? last?.settings ?? {},
          names: found?.names ?? [],
          snapshots,
          points: choice.points,
          leftOut: choice.leftOut,
        },
      };
  }
}

export const handler = stepHandler<PlanRestoreInput, RestorePlan>('PlanRestore', (input, context) => {
  const variables = environment<PlanRestoreEnvironment>({
    EVIDENCE_BUCKET: 'required',
    EVIDENCE_LOCK_DAYS: 'required',
    PROTECTED_BUCKET: 'required',
    OBJECT_PREFIX: 'optional',
    ...DATABASE_VARIABLES,
    CUT_OVER: 'required',
    DATABASE_IDENTIFIER: 'required',
    DATABASE_RESOURCE_ID: 'optional',
    RETENTION_DAYS: 'required',
    APPROVAL: 'required',
    DRILLS_PER_DAY: 'required',
    DECISION_STATE_MACHINE_ARN: 'required',
    NOTIFICATION_TOPIC_ARN: 'optional',
    PAIR: 'required',
    SIGNING_KEY_ARN: 'optional',
    HOOKS: 'optional',
  });
  const evidence = new Evidence(new S3Client({}), variables.EVIDENCE_BUCKET, {
    lockDays: Number(variables.EVIDENCE_LOCK_DAYS),
  });
  return planRestore(input, {
    environment: variables,
    databases: databasesOf(variables),
    evidence,
    manifests: new Manifests(evidence),
    notifications: new Notifications(variables.NOTIFICATION_TOPIC_ARN, variables.PAIR),
    signer: new Signer(variables.SIGNING_KEY_ARN),
    cutOver: connectCutOver(variables.CUT_OVER),
    patience: patience(context, LOOK_MILLISECONDS),
    settled: (named, moment) => settledOf(new S3Client({}), { bucket: variables.PROTECTED_BUCKET }, named, moment),
    consumers: () => bucketConsumers(new S3Client({}), variables.PROTECTED_BUCKET),
    dependents: (names) => new Dependents(new RDSClient(IMPATIENT), new CloudWatchClient(IMPATIENT)).of(names),
    blueGreen: async (names) => (names.length === 0 ? [] : blueGreenDeployments(new RDSClient(IMPATIENT), names)),
    isRunning: (execution) => isRunning(new SFNClient({}), execution),
  });
});
