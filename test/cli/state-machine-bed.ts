import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { buildReport } from '../../domain/report/report';
import { type ExecutionIdentity, STEPS, type StepName } from '../../domain/workflow/workflow';
import { bundleOf } from '../../lib/handler/handler';
import { type LocalAws, startLocalAws } from '../../local/aws/local-aws';
import { Evidence } from '../../runtime/evidence/evidence';
import { PLAN_VERSION } from '../../runtime/evidence/stored-plan';
import { FACTS, WORKFLOW } from '../domain/report/report-fixture';
import { PLAN } from '../domain/workflow/workflow-fixture';
import { definitionOf, fixture } from '../lib/fixture';

/** These answer for themselves: the bundles that are deployed. */
const REAL: readonly StepName[] = ['RequestApproval', 'AwaitDecision', 'DiagnoseFailure'];

/** The synthesised restore state machine on this machine; most of its steps give the answers of a run that went well. */
export interface StateMachineBed {
  readonly aws: LocalAws;
  readonly s3: S3Client;
  /** The topic that people are told by. */
  readonly topic: string;
  /** The decision state machine as it was synthesised, with its handler. */
  readonly decisions: string;
  /** What the plan says besides, and which step fails how. */
  planned: object;
  failing: (step: StepName, attempt: number) => string | undefined;
  /** How many state machines it has made: the last one is `restore-<made>`. */
  made: number;
  /** @param patience what people may take, cut down to seconds where it is given */
  stateMachine(patience?: Partial<Record<StepName, number>>): Promise<string>;
  close(): Promise<void>;
}

export async function stateMachineBed(): Promise<StateMachineBed> {
  const template = fixture().template();
  const directory = mkdtempSync(join(tmpdir(), 'pegasus-decide-'));
  const aws = await startLocalAws({ directory, waitScale: 0.001 });
  Object.assign(process.env, aws.environment);
  const s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'evidence', ObjectLockEnabledForBucket: true }));
  const topic = aws.topics.create('restores');
  for (const [id, { Properties }] of Object.entries(template.findResources('AWS::Lambda::Function'))) {
    const step = [...STEPS, 'TakeDecision'].find((name) => new RegExp(`(Handlers|Decisions)${name}`).test(id));
    if (step === undefined) continue;
    const { folder, handler } = bundleOf(step.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase());
    aws.functions.create({
      name: id,
      code: folder,
      handler,
      runtime: Properties.Runtime,
      timeoutSeconds: 60,
      memoryMegabytes: 256,
      environment: {
        EVIDENCE_BUCKET: 'evidence',
        EVIDENCE_LOCK_DAYS: '365',
        NOTIFICATION_TOPIC_ARN: topic,
        PAIR: 'Test/Backup',
        PATIENCE_SECONDS: '60',
        TRAFFIC_PARAMETER: '/traffic',
        SWITCHES: '[]',
        HOLD: 'operator',
      },
    });
  }
  const decisions = await aws.states.createStateMachine('decisions', definitionOf(template, 'Decisions'));
  const bed: StateMachineBed = {
    aws,
    s3,
    topic,
    decisions,
    made: 0,
    planned: {},
    failing: () => undefined,
    stateMachine: async (patience = {}) => {
      const definition = JSON.parse(definitionOf(template));
      definition.States.RestoreObjects.ItemReader.Arguments.Bucket = 'evidence';
      for (const [step, seconds] of Object.entries(patience)) definition.States[step].TimeoutSeconds = seconds;
      return await aws.states.createStateMachine(`restore-${++bed.made}`, JSON.stringify(definition));
    },
    close: async () => {
      await aws.close();
      s3.destroy();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  aws.functions.intercept = async (name, payload) => {
    const step = STEPS.find((one) => name.includes(`Handlers${one}`));
    const { execution, attempt = 0 } = payload as { execution: ExecutionIdentity; attempt?: number };
    if (step === undefined || REAL.includes(step)) return undefined;
    const error = bed.failing(step, attempt);
    if (error !== undefined) return { throw: { errorType: error, errorMessage: 'it was refused' } };
    const runId = execution.name;
    const evidence = { bucket: 'evidence', prefix: `runs/${runId}/` };
    const plan = { ...PLAN, runId, evidence, decisionStateMachine: decisions, ...bed.planned };
    if (step === 'PlanRestore') {
      const Body = JSON.stringify({ version: PLAN_VERSION, plan, execution });
      await s3.send(new PutObjectCommand({ Bucket: 'evidence', Key: `${evidence.prefix}plan.json`, Body }));
    }
    if (step === 'WriteReport') {
      await new Evidence(s3, 'evidence').putJson(`${plan.evidence.prefix}report.json`, buildReport(FACTS));
    }
    return { answer: answersWith(plan)[step] ?? { name: step } };
  };
  return bed;
}

const answersWith = (plan: object): Partial<Record<StepName, unknown>> => ({
  PlanRestore: plan,
  FreezeWrites: WORKFLOW.freeze,
  RestoreDatabase: WORKFLOW.databaseRestore,
  AwaitDatabase: WORKFLOW.databaseStatus,
  ConfigureDatabase: WORKFLOW.database,
  // There is no part of actions in this store.
  PlanObjects: { ...WORKFLOW.objectPlan, copy: 0, mark: 0 },
  ProveReferences: WORKFLOW.proof,
  VerifyObjects: WORKFLOW.objectsVerified,
  OpenLowTraffic: WORKFLOW.lowTraffic,
  RunChecks: WORKFLOW.checks,
  RunSmokeJob: WORKFLOW.smokeJob,
  ResumeTraffic: WORKFLOW.traffic,
  RecordDataLoss: WORKFLOW.dataLoss,
  TearDown: WORKFLOW.tornDown,
  WriteReport: {
    verdict: 'verified',
    summary: 'both stores are back',
    bucket: 'b',
    json: 'j',
    markdown: 'm',
    html: 'h',
  },
});
