import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStateMachineCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { environmentsOf } from '../../bin/app-settings';
import { seconds } from '../../domain/request/target-time';
import { Hold, PegasusEnvironment } from '../../lib';
import { type LocalAws, startLocalAws } from '../../local/aws/local-aws';
import { install, STACK } from '../../local/drill/installation';
import type { Installation, Stage } from '../../local/drill/model';
import { setStage } from '../../local/drill/stage';
import { literals, readTemplate } from '../definition';
import { CommandLine, type Ended } from './command-line';

const folder = mkdtempSync(join(tmpdir(), 'pegasus-installation-'));
chmodSync(folder, 0o755);
let aws: LocalAws;
let stage: Stage;
let installation: Installation;

beforeAll(async () => {
  aws = await startLocalAws({ directory: folder });
  stage = await setStage(aws);
  installation = await install(stage, folder);
});
afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the state machine of a drill', () => {
  test('is the one in its template, byte for byte but for ARNs and names', () => {
    const parts = literals(readTemplate(join(folder, 'cdk.out', `${STACK}.template.json`)));
    let rest = installation.definition;
    const filledIn: string[] = [];
    for (const part of parts) {
      const at = rest.indexOf(part);
      filledIn.push(rest.slice(0, at));
      expect(at).toBeGreaterThanOrEqual(0);
      rest = rest.slice(at + part.length);
    }
    expect(rest).toBe('');
    expect(filledIn.slice(1).filter((text) => !/^(arn:aws:[a-z0-9:/-]+|[a-z0-9-]+)$/i.test(text))).toEqual([]);
    expect(filledIn.length).toBeGreaterThan(16);
  });

  test('is the one of production, byte for byte', () => {
    const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
    const [production] = environmentsOf(context.environments, 'prod');
    const app = new App({ context });
    // How long a failed restore is held is the one thing that a drill, with nobody to answer, sets otherwise.
    new PegasusEnvironment(app, 'pegasus-prod', { settings: { ...production!.settings, hold: Hold.never() } });
    const deployed = readTemplate(join(app.synth().directory, 'pegasus-prod.template.json'));
    expect(literals(deployed)).toEqual(literals(readTemplate(join(folder, 'cdk.out', `${STACK}.template.json`))));
  });
});

describe('the command line against a deployed stack', () => {
  const run = async (...args: string[]): Promise<Ended> => {
    const command = new CommandLine([...args, '--endpoint-url', aws.endpoint], aws.environment);
    const ended = await command.ended;
    command.remove();
    return ended;
  };
  const restore = (stateMachine: string, to: string, ...more: string[]) =>
    run('restore', '--state-machine', stateMachine, '--to', to, '--reason', 'a test', ...more);

  test('restore before the first backup: refused by the machine, exit code 2, and status says why', async () => {
    const { exitCode, output, errors } = await restore(
      installation.stateMachineArn,
      seconds(Date.now() - 3_600_000),
      '--follow',
    );
    expect(errors).toMatch(/^error: FAILED: TargetTimeOutOfRange: PlanRestore: /);
    expect(exitCode).toBe(2);
    const execution = /started (\S+)/.exec(output)![1]!;

    const status = await run('status', '--execution', execution);
    expect(status.output).toContain('PlanRestore');
    expect(status.output).toContain('FAILED: TargetTimeOutOfRange');
    expect(status.exitCode).toBe(1);
  });

  test('restore into the future: exit code 2, and nothing is started', async () => {
    const list = () => stage.states.send(new ListExecutionsCommand({ stateMachineArn: installation.stateMachineArn }));
    const before = (await list()).executions?.length;
    expect((await restore(installation.stateMachineArn, '2999-01-01T00:00:00Z')).exitCode).toBe(2);
    expect((await list()).executions?.length).toBe(before);
  });

  test('a restore that succeeds ends with exit code 0 and the place of its report', async () => {
    const report = { summary: 'Verified: all of it.', bucket: 'evidence', markdown: 'runs/r/report.md' };
    const { stateMachineArn } = await stage.states.send(
      new CreateStateMachineCommand({
        name: 'short',
        roleArn: 'arn:aws:iam::000000000000:role/none',
        definition: JSON.stringify({
          QueryLanguage: 'JSONata',
          StartAt: 'PlanRestore',
          States: { PlanRestore: { Type: 'Pass', Output: { report }, End: true } },
        }),
      }),
    );
    const { exitCode, output } = await restore(stateMachineArn!, '2026-01-01T00:00:00Z', '--follow');
    expect(output).toContain('PlanRestore');
    expect(output).toContain('verified: Verified: all of it. Report: s3://evidence/runs/r/report.md');
    expect(exitCode).toBe(0);
  });

  test('an endpoint that is not there: exit code 3', async () => {
    const execution = 'arn:aws:states:us-east-1:000000000000:execution:restore:run';
    const command = new CommandLine(
      ['status', '--execution', execution, '--endpoint-url', 'http://127.0.0.1:9'],
      aws.environment,
    );
    const { exitCode, errors } = await command.ended;
    command.remove();
    expect([exitCode, errors]).toEqual([3, expect.stringContaining('127.0.0.1:9 refuses connections')]);
  });
});
