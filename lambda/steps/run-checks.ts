import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { ARTIFACTS_AND_EXPORTS } from '../../domain/checks/artifacts-and-exports';
import { didNotPass } from '../../domain/checks/check';
import { LECTURE_INTEGRITY } from '../../domain/checks/lecture-integrity';
import type { SampledLecture } from '../../domain/checks/lectures';
import { OBJECT_BYTES, type WantedBytes } from '../../domain/checks/object-bytes';
import { REFERENCES } from '../../domain/checks/references';
import type { MayBeEmpty } from '../../domain/checks/rows-present';
import { TRANSCRIPTS } from '../../domain/checks/transcripts';
import { waivable, waive } from '../../domain/checks/waiver';
import { matchedMoment } from '../../domain/objects/moment';
import { alreadyDangling } from '../../domain/references/baseline';
import { parseReferences } from '../../domain/references/references';
import { candidateOf, knownGoodUntil } from '../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { type Loss, lostKeys } from '../../domain/workflow/losses';
import type { CheckResult, ChecksRun, Workflow } from '../../domain/workflow/workflow';
import { Application } from '../../runtime/checks/application';
import { type ApplicationWorld, checkApplication } from '../../runtime/checks/application-checks';
import { checkDatabase, type DatabaseWorld } from '../../runtime/checks/database-checks';
import { expectedHead } from '../../runtime/checks/expected-head';
import { checkObjects, type ObjectsWorld } from '../../runtime/checks/object-checks';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import { DatabaseFacts } from '../../runtime/database/database-facts';
import { oldDatabase, servingEndpoint } from '../../runtime/database/endpoints';
import { checkIndexes } from '../../runtime/database/index-check';
import { Manifests } from '../../runtime/database/manifests';
import { connect } from '../../runtime/database/postgres';
import { parseSequenceRecord, sequenceRecordKey } from '../../runtime/database/raise-sequences';
import { RestoredRows } from '../../runtime/database/restored-rows';
import { drillApplication, type StartedApplication } from '../../runtime/drills/drill-application';
import { startDrillApplication } from '../../runtime/drills/drill-application-check';
import { digestOf, readWritten } from '../../runtime/evidence/digest';
import { type Evidence, evidenceOf } from '../../runtime/evidence/evidence';
import type { EvidenceStore } from '../../runtime/evidence/evidence-store';
import { CLOCK } from '../../runtime/execution/clock';
import { timeLeft } from '../../runtime/execution/lambda-context';
import { once } from '../../runtime/execution/memoize';
import { Secrets } from '../../runtime/execution/secrets';
import { ObjectReader } from '../../runtime/objects/object-reader';
import { plannedState, withoutLost } from '../../runtime/objects/planned-state';
import { asPlanned } from '../../runtime/objects/rewind/sealed-evidence';
import { acceptedLosses } from '../../runtime/references/losses';
import { firstObject } from '../../runtime/references/prove';
import { ReferenceRows } from '../../runtime/references/reference-rows';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface RunChecksEnvironment extends DatabaseEnvironment {
  readonly DATABASE_SECRET_ARN: string;
  readonly REFERENCES: string;
  readonly APPLICATION_URL: string;
  readonly READY_WITHIN_SECONDS: string;
  readonly ALLOW_PRIVATE_ADDRESSES?: string;
  readonly WRITE_TOKEN_SECRET_ARN?: string;
  /** What the application expects. @default - what the old database has, else its last manifest */
  readonly MIGRATION_HEAD?: string;
  /** JSON: names of checks whose failure is known and accepted. */
  readonly WAIVED_CHECKS?: string;
  /** `all`, or the bound in percent that the bytes of objects are read for. @default - a sample within a budget */
  readonly READ_BACK?: string;
  /** `true`: there may be no row that could refer to an object, where there is no object. */
  readonly ALLOW_EMPTY?: string;
  /** ARN of the function that runs the application in a drill. @default - none does */
  readonly DRILL_APPLICATION?: string;
}

export type RunChecksInput = Pick<
  Workflow,
  'plan' | 'attempt' | 'candidate' | 'database' | 'objectPlan' | 'proof' | 'lowTraffic'
> &
  Partial<Pick<Workflow, 'acceptedLosses' | 'freeze'>>;

export interface RunChecksWorld extends DatabaseWorld, ObjectsWorld, ApplicationWorld {
  readonly rows: Pick<RestoredRows, 'inRecovery' | 'newestHeartbeat' | 'sampleLectures'>;
  readonly waived: readonly string[];
  /** No row and no object, both at once, is no failure. @default false */
  readonly allowEmpty?: boolean;
  startDrillApplication(input: RunChecksInput): Promise<StartedApplication>;
  applicationAt(baseUrl: string): ApplicationWorld['application'];
  readonly evidence: Pick<EvidenceStore, 'list' | 'readLines' | 'assertWhole' | 'putJson' | 'getJson'>;
}

/** Lectures that are looked at closely. */
const SAMPLED_LECTURES = 25;

/**
 * Looks at the restored database, the bucket and the application, and does not stop at the first defect: who reads the
 * report wants the whole picture. The results are in `attempt-<n>/checks.json`.
 * @throws PegasusError `CheckFailed` naming the checks that failed or did not come to an end
 */
export async function runChecks(input: RunChecksInput, world: RunChecksWorld): Promise<ChecksRun> {
  const { plan, attempt } = input;
  let lectures: Promise<readonly SampledLecture[]> | undefined;
  const sample = () => {
    lectures ??= world.rows.sampleLectures(plan.runId, SAMPLED_LECTURES);
    return lectures;
  };

  const lost = await acceptedLosses(input.acceptedLosses, world.evidence);
  const missingBefore = await keysMissing(input, lost, world.evidence);
  const isSaid = world.allowEmpty && input.proof.rowsChecked === 0;
  const mayBeEmpty = isSaid ? () => emptiness(input, world.evidence) : undefined;
  const database = await checkDatabase(input, { ...world, mayBeEmpty });
  const checked = { location: plan.objects, isolated: plan.mode === 'drill', missingBefore };
  const { state, keys } = input.objectPlan;
  const planned = () => withoutLost(plannedState(world.evidence, state.prefix, keys), lostKeys(lost));
  const byClockFrom = matchedMoment(candidateOf(plan, input.candidate).recoveryPoint).boundary?.from;
  const objects = await checkObjects(
    { ...checked, planned, sampleSeed: plan.runId, scope: plan.scope, byClockFrom },
    world,
    sample,
  );
  const drilled = await world.startDrillApplication(input);
  const application = await checkApplication(
    {
      ...checked,
      isolated: checked.isolated && drilled.baseUrl === undefined,
      generation: input.lowTraffic?.generation,
    },
    drilled.baseUrl === undefined ? world : { ...world, application: world.applicationAt(drilled.baseUrl) },
    sample,
  );
  const results = [...database, ...objects.results, ...drilled.checks, ...application].map((result) =>
    waive(result, world.waived),
  );

  const detail = `${plan.evidence.prefix}attempt-${attempt}/checks.json`;
  await world.evidence.putJson(detail, results);
  const notPassed = results.filter(didNotPass);
  if (notPassed.length > 0) throw checksFailed(notPassed, results.length, `s3://${plan.evidence.bucket}/${detail}`);
  return {
    passed: results.filter(({ outcome }) => outcome === 'passed').length,
    failed: notPassed.length,
    notApplicable: results.filter(({ outcome }) => outcome === 'not applicable').length,
    detail,
    sealed: digestOf(results),
    skewSeconds: objects.skewSeconds,
  };
}

/** Of a pair whose database has no row. */
async function emptiness(
  { plan, objectPlan }: Pick<RunChecksInput, 'plan' | 'objectPlan'>,
  evidence: RunChecksWorld['evidence'],
): Promise<MayBeEmpty> {
  const object = await firstObject(plannedState(evidence, objectPlan.state.prefix, objectPlan.keys), plan.objects);
  return object === undefined
    ? { excused: true, why: 'there is no row and no object, and `allowEmpty` says that this may be' }
    : {
        excused: false,
        why: `\`allowEmpty\` excuses a pair only of which both are empty, and the bucket has objects`,
      };
}

const dangling = z.array(z.object({ key: z.string(), row: z.string() }));

/** What was broken in the baseline, and what was accepted as lost by name: no defect of this restore. */
async function keysMissing(
  { plan, attempt, proof }: Pick<RunChecksInput, 'plan' | 'attempt' | 'proof'>,
  lost: readonly Loss[],
  evidence: Pick<Evidence, 'getJson'>,
): Promise<ReadonlySet<string>> {
  const accepted = [...lostKeys(lost)];
  if (!proof.danglingBefore && !proof.accepted) return new Set(accepted);
  const key = alreadyDangling(plan.evidence.prefix, attempt);
  const known = await readWritten(evidence, key, proof.alreadyDangling, (value) => dangling.parse(value));
  return new Set([...accepted, ...known.map((one) => one.key)]);
}

/** What these have seen names rows and objects, or is the application's own answer about them. */
const NAMES_DATA: readonly string[] = [
  REFERENCES,
  OBJECT_BYTES,
  LECTURE_INTEGRITY,
  TRANSCRIPTS,
  ARTIFACTS_AND_EXPORTS,
].map(({ name }) => name);

function checksFailed(notPassed: readonly CheckResult[], total: number, where: string): PegasusError {
  const named = notPassed.map(({ name, outcome, observed }) =>
    NAMES_DATA.includes(name) && outcome === 'failed'
      ? `${name} (${outcome}): which rows and objects, is in the results`
      : `${name} (${outcome}): ${observed.slice(0, 600).replace(/\.+$/, '')}`,
  );
  const known = notPassed.filter(waivable).map(({ name }) => `'${name}'`);
  const waiver =
    known.length === 0 ? '' : ` Where the reason is known and accepted, \`waivedChecks\` may have ${known.join(', ')}.`;
  return new PegasusError(
    notPassed.every(({ outcome }) => outcome === 'unknown') ? ErrorName.CHECK_CRASHED : ErrorName.CHECK_FAILED,
    `${notPassed.length} of ${total} checks failed. ${named.join('. ')}. All results are in ${where}.${waiver}`,
  );
}

const wantedBytes = (text = ''): WantedBytes | undefined =>
  text === 'all' ? 'all' : text === '' ? undefined : { percent: Number(text) };

/** What the reserve has for an application to become ready; one that may take longer takes it from the reading of objects. */
const READY_SECONDS = 120;
/** One look at one table or index must not take the time of the others. */
const STATEMENT_MILLISECONDS = 60_000;

const waivedChecks = z.array(z.string());
/** After every manifest. */
const LAST = '9999';

async function oldHead(input: RunChecksInput, variables: RunChecksEnvironment, name: string): Promise<string | null> {
  const endpoint = await oldDatabase(input, databasesOf(variables));
  const secretArn = variables.DATABASE_SECRET_ARN;
  const client = await connect({ secretArn, ...endpoint, database: endpoint.database ?? name, readOnly: true });
  try {
    return await new DatabaseFacts(client).migrationHead();
  } finally {
    await client.end();
  }
}

export const handler = stepHandler<RunChecksInput & Pick<Workflow, 'execution'>, ChecksRun>(
  'RunChecks',
  async (input, context) => {
    const variables = environment<RunChecksEnvironment>({
      ...DATABASE_VARIABLES,
      DATABASE_SECRET_ARN: 'required',
      REFERENCES: 'required',
      APPLICATION_URL: 'required',
      READY_WITHIN_SECONDS: 'required',
      ALLOW_PRIVATE_ADDRESSES: 'optional',
      WRITE_TOKEN_SECRET_ARN: 'optional',
      MIGRATION_HEAD: 'optional',
      WAIVED_CHECKS: 'optional',
      READ_BACK: 'optional',
      ALLOW_EMPTY: 'optional',
      DRILL_APPLICATION: 'optional',
    });
    const { name } = input.database;
    const { host, port } = servingEndpoint(input);
    const secretArn = variables.DATABASE_SECRET_ARN;
    const statementTimeoutMilliseconds = STATEMENT_MILLISECONDS;
    const client = await connect({
      secretArn,
      host,
      port,
      database: name,
      readOnly: true,
      statementTimeoutMilliseconds,
    });
    const s3 = new S3Client({});
    const { plan } = input;
    const readyWithinSeconds = Number(variables.READY_WITHIN_SECONDS);
    const evidence = evidenceOf(input, s3);
    const manifests = new Manifests(evidence);
    const source = plan.sourceDatabase.identifier;
    try {
      return await runChecks(input, {
        references: parseReferences(variables.REFERENCES),
        referenceRows: new ReferenceRows(client),
        rows: new RestoredRows(client),
        objects: new ObjectReader(s3, plan.objects.bucket),
        evidence: asPlanned(evidence, input),
        facts: new DatabaseFacts(client),
        sequenceRecord: once(async () => {
          const { sequenceRecord: sealed } = input.database;
          const key = sequenceRecordKey(plan.evidence.prefix, input.attempt);
          return sealed === undefined ? undefined : await readWritten(evidence, key, sealed, parseSequenceRecord);
        }),
        manifest: once(() => manifests.newest(source, knownGoodUntil(plan, input.candidate))),
        expectedHead: () =>
          expectedHead({
            setting: variables.MIGRATION_HEAD,
            old: () => oldHead(input, variables, name),
            manifest: () => manifests.newest(source, LAST),
          }),
        checkIndexes: (outOfTime) => checkIndexes(client, outOfTime),
        startDrillApplication: (of) =>
          startDrillApplication(of, drillApplication(variables.DRILL_APPLICATION), secretArn),
        applicationAt: (baseUrl) =>
          new Application({ baseUrl, allowPrivateAddresses: variables.ALLOW_PRIVATE_ADDRESSES === 'true' }),
        waived: waivedChecks.parse(JSON.parse(variables.WAIVED_CHECKS || '[]')),
        application: await Application.connect(variables, new Secrets(new SecretsManagerClient({}))),
        clock: CLOCK,
        readyWithinSeconds,
        wantedBytes: wantedBytes(variables.READ_BACK),
        allowEmpty: variables.ALLOW_EMPTY === 'true',
        readUntil: CLOCK.now() + timeLeft(context, 'checks') - Math.max(0, readyWithinSeconds - READY_SECONDS) * 1_000,
      });
    } finally {
      await client.end();
    }
  },
);
