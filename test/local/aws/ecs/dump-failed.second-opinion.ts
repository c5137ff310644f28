import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { install } from '../../../../local/drill/installation';
import type { Installation, Stage } from '../../../../local/drill/model';
import { setStage } from '../../../../local/drill/stage';

const directory = mkdtempSync(join(tmpdir(), 'dump-failed-'));
let aws: LocalAws;
let stage: Stage;
let installation: Installation;

beforeAll(async () => {
  aws = await startLocalAws({ directory, log: () => {} });
  stage = await setStage(aws, 'self-managed');
  installation = await install(stage, directory);
});
afterAll(async () => {
  await stage?.database.close?.();
  await aws?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Runs the daily dump of the deployed stack. @returns what the topic was told */
async function told(environment: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const { cluster, taskDefinition, subnets } = installation.dump!;
  const before = aws.topics.messages.length;
  const { tasks = [] } = await new ECSClient(aws.client).send(
    new RunTaskCommand({
      cluster,
      taskDefinition,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: [...subnets] } },
      overrides: {
        containerOverrides: [
          { name: 'dump', environment: Object.entries(environment).map(([name, value]) => ({ name, value })) },
        ],
      },
    }),
  );
  await aws.ecs.tasks.finished(tasks[0]!.taskArn!);
  await aws.events.waitUntilStable();
  return aws.topics.messages.slice(before).map(({ message }) => message);
}

test('a dump that ends well is no news', async () => expect(await told()).toEqual([]));

test('a dump that fails is told at once, with where to read what to do', async () =>
  expect(await told({ PGPORT: '1' })).toEqual([
    JSON.stringify('DumpFailed: a dump of the protected database failed. What to do: docs/runbook.md#dumpfailed'),
  ]));
