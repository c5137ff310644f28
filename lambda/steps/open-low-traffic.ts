import { SSMClient } from '@aws-sdk/client-ssm';
import { candidateOf, candidateTags } from '../../domain/workflow/candidates';
import type { LowTraffic, Workflow } from '../../domain/workflow/workflow';
import { type CutOverEnvironment, connectCutOver } from '../../runtime/cut-over/connect';
import type { Way } from '../../runtime/cut-over/cut-over';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import type { DatabaseKind } from '../../runtime/database/database-kind';
import { type Evidence, evidenceOf } from '../../runtime/evidence/evidence';
import { patience } from '../../runtime/execution/poll-until';
import { requireOurTraffic } from '../../runtime/traffic/assert-traffic-owned';
import { recordedFreeze } from '../../runtime/traffic/freeze-record';
import { SWITCH_POLL_MILLISECONDS, type TrafficWorld } from '../../runtime/traffic/refreeze';
import { requireOurSwitches } from '../../runtime/traffic/switches/assert-switches-owned';
import { connectSwitches, type TrafficEnvironment } from '../../runtime/traffic/switches/connect';
import { drive, movesTo } from '../../runtime/traffic/switches/drive';
import { TrafficParameter } from '../../runtime/traffic/traffic-parameter';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface OpenLowTrafficEnvironment extends TrafficEnvironment, CutOverEnvironment, DatabaseEnvironment {}

export type OpenLowTrafficInput = Pick<
  Workflow,
  'plan' | 'execution' | 'attempt' | 'candidate' | 'freeze' | 'database'
>;

/** What OpenLowTraffic needs of the world. */
export interface OpenLowTrafficWorld extends TrafficWorld {
  readonly way: Way;
  readonly databases: Pick<DatabaseKind, 'release'>;
  readonly evidence: Pick<Evidence, 'createJson' | 'getJson'>;
}

/**
 * Cuts over: the application is pointed at the restored database under the new generation, then the switches and the
 * parameter go to low-traffic under that generation. The pointer comes first: an instance that starts or obeys the new
 * mode must not find the old database. The parameter comes last: it lets calls in. What was there before is recorded
 * first, with what to type to have it again (`cut-over.json`); the old database is kept. The restored one loses first what
 * lets a run change or delete it. A database that is not in scope
 * stays the application's: only its generation is raised.
 */
export async function openLowTraffic(
  input: OpenLowTrafficInput & StepInvocation,
  world: OpenLowTrafficWorld,
): Promise<LowTraffic> {
  const { plan, attempt, freeze, step } = input;
  const { traffic, switches, patience, evidence } = world;
  const { generation } = await requireOurTraffic(
    freeze,
    { modes: ['frozen', 'low-traffic'], attempts: [0, attempt] },
    traffic,
  );
  const record = await recordedFreeze(plan, evidence, freeze);
  await requireOurSwitches(record, ['frozen', 'low-traffic'], switches);
  const endpoint = await cutOver(input, generation, world);
  if (record !== undefined) await drive(movesTo('low-traffic', record, switches), patience);
  const { since } = await traffic.set({ mode: 'low-traffic', generation });
  return { openedAt: since ?? step.enteredAt, generation, ...endpoint };
}

/**
 * Points the application at the restored database; how to have the old one again is written down first.
 * @returns where it answers from now on; nothing for a database that stays
 */
async function cutOver(
  { plan, execution, candidate, database, step }: OpenLowTrafficInput & StepInvocation,
  generation: number,
  { way, databases, evidence }: Pick<OpenLowTrafficWorld, 'way' | 'databases' | 'evidence'>,
): Promise<Pick<LowTraffic, 'host' | 'port'>> {
  if (plan.scope === 'objects') {
    await way.stay(generation);
    return {};
  }
  const { identifier, host, port, name } = database;
  const target = {
    identifier,
    host,
    port,
    database: name === identifier ? name : undefined,
    generation,
    tags: candidateTags({ plan, execution }, candidateOf(plan, candidate)),
    source: plan.sourceDatabase,
    runId: plan.runId,
  };
  const back = await way.undoOf(target);
  if (back !== undefined) {
    await evidence.createJson(`${plan.evidence.prefix}cut-over.json`, { ...back, recordedAt: step.enteredAt });
  }
  await databases.release(identifier);
  return await way.point(target);
}

export const handler = stepHandler<OpenLowTrafficInput, LowTraffic>('OpenLowTraffic', (input, context) => {
  const variables = environment<OpenLowTrafficEnvironment>({
    TRAFFIC_PARAMETER: 'required',
    SWITCHES: 'required',
    CUT_OVER: 'required',
    ...DATABASE_VARIABLES,
  });
  const { TRAFFIC_PARAMETER, SWITCHES, CUT_OVER } = variables;
  const looks = patience(context, SWITCH_POLL_MILLISECONDS);
  return openLowTraffic(input, {
    traffic: new TrafficParameter(new SSMClient({}), TRAFFIC_PARAMETER),
    switches: connectSwitches(SWITCHES),
    patience: looks,
    way: connectCutOver(CUT_OVER, looks),
    databases: databasesOf(variables),
    evidence: evidenceOf(input),
  });
});
