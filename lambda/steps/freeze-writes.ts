import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { assertProvable, type KnownBefore } from '../../domain/references/look-ahead';
import { parseReferences } from '../../domain/references/references';
import { knownGoodUntil } from '../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Freeze, Workflow } from '../../domain/workflow/workflow';
import { Application, type ApplicationVariables } from '../../runtime/checks/application';
import { type CutOverEnvironment, connectCutOver } from '../../runtime/cut-over/connect';
import { databaseAddress, usedDatabase } from '../../runtime/cut-over/database-address';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import { Manifests } from '../../runtime/database/manifests';
import { connect } from '../../runtime/database/postgres';
import { SourceSessions } from '../../runtime/database/source-sessions';
import { evidenceOf } from '../../runtime/evidence/evidence';
import { CLOCK } from '../../runtime/execution/clock';
import { patience } from '../../runtime/execution/poll-until';
import { asRetryable } from '../../runtime/execution/retryable-errors';
import { Secrets } from '../../runtime/execution/secrets';
import { Baselines } from '../../runtime/references/baselines';
import { type LookedAhead, lookAhead } from '../../runtime/references/look-ahead';
import { ReferenceRows } from '../../runtime/references/reference-rows';
import { standFreeze } from '../../runtime/traffic/active-freeze';
import { removeCanary } from '../../runtime/traffic/canary';
import { type RecordingWorld, recordFreeze, setFrozen, undoFreeze } from '../../runtime/traffic/freeze';
import { FreezeNotProved } from '../../runtime/traffic/freeze-proof-words';
import { digestOf, type FreezeRecord, priorsOf, recordedFreeze } from '../../runtime/traffic/freeze-record';
import { connectSwitches, type TrafficEnvironment } from '../../runtime/traffic/switches/connect';
import { TrafficParameter } from '../../runtime/traffic/traffic-parameter';
import { type ProofWorld, proveFreeze } from '../../runtime/traffic/verify-freeze';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface FreezeWritesEnvironment
  extends TrafficEnvironment,
    ApplicationVariables,
    DatabaseEnvironment,
    CutOverEnvironment {
  readonly DATABASE_IDENTIFIER: string;
  readonly DATABASE_SECRET_ARN: string;
  /** How long a transaction that was open may take to end. */
  readonly DRAIN_SECONDS: string;
  /** 'end' rolls back what is open then; 'hold' stays frozen and waits for a decision. */
  readonly LONG_TRANSACTIONS: string;
  readonly REFERENCES: string;
}

export type FreezeWritesInput = Pick<Workflow, 'plan'>;

/** What FreezeWrites needs of the world. */
export type FreezeWritesWorld = RecordingWorld &
  ProofWorld & {
    /** What the running database says of the references; why not, where it cannot be asked. */
    lookAhead(): Promise<LookedAhead | Error>;
    /** What may speak for the moment of the first candidate. */
    knownBefore(): Promise<KnownBefore>;
  };

/**
 * Refuses first what the proof of references would stop at. Then records what everything was, and what a write is answered, once, before anything is switched; then freezes the
 * parameter under the next generation and each switch; then proves it by the change. A retry finds the record and never
 * overwrites it: by then things are frozen, which is not what was there before. A freeze that cannot be set or does not
 * hold is undone, and nothing has happened; only transactions that do not end leave it frozen, because an operator has
 * to look at them.
 */
export async function freezeWrites(
  { plan, step }: FreezeWritesInput & StepInvocation,
  world: FreezeWritesWorld,
): Promise<Freeze> {
  const references = await provable(plan, world);
  const record = await recordFreeze(plan, step.enteredAt, world);
  try {
    const { continues: runs, used } = record;
    await standFreeze(plan, { priors: priorsOf(record), runs, used }, step.enteredAt, world.evidence);
    await setFrozen(record, world);
    return await proven(plan, step.enteredAt, record, references, world);
  } catch (error) {
    const { name, message } = asRetryable(error instanceof Error ? error : new Error(String(error)));
    if (name === ErrorName.RETRYABLE || name === ErrorName.WRITERS_NOT_DRAINED) throw error;
    const said = [message.replace(/\.*$/, '.'), await undoFreeze(plan, record, step.enteredAt, world)];
    if (error instanceof FreezeNotProved && error.letIn) said.push(await removeCanary(plan.runId, world));
    throw new PegasusError(ErrorName.FREEZE_FAILED, said.join(' '), { cause: error });
  }
}

interface References {
  readonly said: string;
  /** Names of those that the running database has; undefined when it could not be asked. */
  readonly found?: readonly string[];
}

/**
 * A source that is gone, or cannot be asked, is restored all the same; not one whose authorities are unknown here, because
 * those of the restored database would be, too.
 */
async function provable(plan: FreezeWritesInput['plan'], world: FreezeWritesWorld): Promise<References> {
  const ahead = await world.lookAhead();
  const isFrozen = (await recordedFreeze(plan, world.evidence)) !== undefined;
  if (ahead instanceof Error) {
    if (ahead.name === ErrorName.DATABASE_UNTRUSTED && !isFrozen) throw ahead;
    return { said: `not looked at, the running database could not be asked: ${ahead.message}` };
  }
  const { found, problems, notRead } = ahead;
  const wrong =
    problems.length === 0 || isFrozen
      ? problems.map(({ why }) => why)
      : assertProvable(problems, await world.knownBefore());
  const more = notRead.length === 0 ? '' : `; too many values to look through in ${notRead.join(', ')}`;
  return {
    found,
    said: `${found.length} looked at in the running database${more}${wrong.map((one) => `; ${one}`).join('')}`,
  };
}

/** The first proof stays (`frozen.json`): a retry gets the same moment. */
async function proven(
  plan: FreezeWritesInput['plan'],
  enteredAt: string,
  record: FreezeRecord,
  { said, found }: References,
  world: FreezeWritesWorld,
): Promise<Freeze> {
  const { prior, continues, used } = record;
  const { proof, ...frozen } = await proveFreeze(plan.runId, enteredAt, record, world);
  const proved = {
    ...frozen,
    ...(proof && { proof: { ...proof, references: said } }),
    ...(found && { references: found }),
  };
  const recorded = {
    priorMode: prior.mode,
    generation: prior.generation + 1,
    record: digestOf(record),
    ...(continues.length > 0 && { continues }),
    ...(used && { used }),
  };
  const key = `${plan.evidence.prefix}frozen.json`;
  const isFirst = await world.evidence.createJson(key, { ...proved, ...recorded });
  const first = isFirst ? undefined : await world.evidence.getJson(key, (value) => proofOfFreeze.parse(value));
  return { ...(first ?? proved), ...recorded };
}

/** What of a first proof stays: everything else is as the record says. */
const proofOfFreeze = z.object({
  frozenAt: z.iso.datetime({ offset: true }),
  frozenAtSource: z.enum(['database', 'state machine']).optional(),
  rowsWritten: z.object({ inserted: z.number(), updated: z.number(), deleted: z.number() }).optional(),
  proof: z.object({ application: z.string(), database: z.string(), references: z.string().optional() }).optional(),
  references: z.array(z.string()).optional(),
});

const POLL_MILLISECONDS = 2_000;
const OBEYED_WITHIN_SECONDS = 60;
/** For the values of one reference: production waits. */
const LOOK_MILLISECONDS = 10_000;

export const handler = stepHandler<FreezeWritesInput & Pick<Workflow, 'execution'>, Freeze>(
  'FreezeWrites',
  async (input, context) => {
    const variables = environment<FreezeWritesEnvironment>({
      ...DATABASE_VARIABLES,
      TRAFFIC_PARAMETER: 'required',
      SWITCHES: 'required',
      APPLICATION_URL: 'required',
      ALLOW_PRIVATE_ADDRESSES: 'optional',
      WRITE_TOKEN_SECRET_ARN: 'optional',
      DATABASE_IDENTIFIER: 'required',
      DATABASE_SECRET_ARN: 'required',
      CUT_OVER: 'required',
      DRAIN_SECONDS: 'required',
      LONG_TRANSACTIONS: 'required',
      REFERENCES: 'required',
    });
    const { APPLICATION_URL, ALLOW_PRIVATE_ADDRESSES, DATABASE_IDENTIFIER, DATABASE_SECRET_ARN } = variables;
    const secrets = new Secrets(new SecretsManagerClient({}));
    const { plan } = input;
    const evidence = evidenceOf(input);
    const way = connectCutOver(variables.CUT_OVER);
    const describe = () => databasesOf(variables).describe(DATABASE_IDENTIFIER);
    const source = async () => ({ secretArn: DATABASE_SECRET_ARN, ...(await databaseAddress(way, describe)) });
    return await freezeWrites(input, {
      traffic: new TrafficParameter(new SSMClient({}), variables.TRAFFIC_PARAMETER),
      switches: connectSwitches(variables.SWITCHES),
      evidence,
      // Tasks of a load-balanced service take minutes to stop.
      patience: patience(context, POLL_MILLISECONDS, 'freezeProof'),
      stranger: await Application.connect({ APPLICATION_URL, ALLOW_PRIVATE_ADDRESSES }, secrets),
      operator: await Application.connect(variables, secrets),
      hasToken: Boolean(variables.WRITE_TOKEN_SECRET_ARN),
      obeyedWithinSeconds: OBEYED_WITHIN_SECONDS,
      usedDatabase: () => usedDatabase(way, describe),
      clock: CLOCK,
      drain: { seconds: Number(variables.DRAIN_SECONDS), end: variables.LONG_TRANSACTIONS === 'end' },
      connectSource: async () => new SourceSessions(await connect({ ...(await source()), readOnly: true }, secrets)),
      lookAhead: async () => {
        const look = { readOnly: true, statementTimeoutMilliseconds: LOOK_MILLISECONDS };
        const client = await source()
          .then((target) => connect({ ...target, ...look }, secrets))
          .catch((error: Error) => error);
        if (client instanceof Error) return client;
        try {
          return await lookAhead(parseReferences(variables.REFERENCES), new ReferenceRows(client), plan.objects);
        } finally {
          await client.end();
        }
      },
      knownBefore: async () => {
        const until = knownGoodUntil(plan, 0);
        return {
          baseline: await new Baselines(evidence).before(plan.sourceDatabase, until),
          manifest: await new Manifests(evidence).of(plan.sourceDatabase, until),
        };
      },
    });
  },
);
