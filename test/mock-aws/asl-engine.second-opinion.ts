import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, expect, test } from '@jest/globals';
import { runIdOf } from '../../domain/workflow/run-names';
import { CleanUp } from '../../local/drill/clean-up';
import { checkOutside } from '../../local/drill/independent-check/check';
import type { DrillOptions } from '../../local/drill/options';
import { type Prepared, prepare } from '../../local/drill/prepare';
import { Progress } from '../../local/drill/progress';
import { Executions } from '../../runtime/execution/executions';
import { startEngine } from './asl-engine';
import { motoClient } from './moto-stack';

const WAIT_SCALE = 0.005;
const DRILL: DrillOptions = {
  lectures: 30,
  seed: 7,
  database: 'instance',
  from: 'time',
  scope: 'both',
  keep: false,
};
const cleanUp = new CleanUp();
afterAll(() => cleanUp.run());

/**
 * The definition that was deployed, the bundles that were built, and the AWS of this machine; only what carries the
 * definition out is other people's: the parser and the interpreter of moto, and jsonata-python.
 */
test('a drill that another engine carries out is verified, and its data are right from outside', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'asl-engine-'));
  cleanUp.add(directory, async () => rmSync(directory, { recursive: true, force: true }));
  const prepared = await prepare(DRILL, directory, cleanUp, new Progress(() => {}));
  const { stage, installation, truth, before, writes, point, heartbeats } = prepared;
  const engine = await startEngine(stage.aws.environment, WAIT_SCALE, join(directory, 'engine.log'));
  cleanUp.add('the engine', () => engine.stop());
  askThere(prepared, engine.endpoint);

  const states = new SFNClient(motoClient(engine.endpoint));
  const { stateMachineArn } = await states.send(
    new CreateStateMachineCommand({
      name: 'restore',
      definition: installation.definition,
      roleArn: 'arn:aws:iam::123456789012:role/restore',
    }),
  );
  const steps: string[] = [];
  const executions = new Executions(states, 100);
  // moto gives an execution no name by itself.
  const request = { ...point, reason: 'another engine', requestedBy: 'moto' };
  const executionArn = await executions.start(stateMachineArn!, request, 'another-engine');
  for await (const { name } of executions.follow(executionArn)) {
    steps.push(name);
    if (name === 'RunChecks') await heartbeats.stop();
  }
  const execution = await executions.describe(executionArn);
  await heartbeats.stop();
  expect({ steps, ...execution }).toMatchObject({ status: 'SUCCEEDED' });
  expect(steps.at(-1)).toBe('WriteReport');
  const run = { id: runIdOf(execution.name!), scope: DRILL.scope, restored: true, writes };
  const outside = await checkOutside(stage, installation, truth, before, run);
  expect(outside.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  expect(outside.rowsCompared).toBeGreaterThan(0);
});

/** Handlers ask for the execution that they belong to where it is carried out. */
function askThere({ stage, installation }: Prepared, endpoint: string): void {
  const names = installation.definition.matchAll(/arn:aws:lambda:[a-z0-9-]+:\d+:function:([\w-]+)/g);
  for (const name of new Set([...names].map(([, name]) => name!))) {
    const { environment } = stage.aws.functions.definitionOf(name);
    stage.aws.functions.reconfigure(name, { ...environment, AWS_ENDPOINT_URL_SFN: endpoint });
  }
}
