import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import * as z from 'zod';
import { totalOf } from '../../../domain/events/consumers';
import { functionArn } from '../../../local/aws/lambda/function-definition';
import { WORKER_MAPPING } from '../../../local/drill/writers';
import type { Scene } from '../invariants/scene';
import type { Rig } from '../rig/rig';
import type { Expected } from './expected';

const TRANSCRIBE = 'transcribe';
const INDEX = 'index';

/** What a function was told: of the bucket itself or through a queue, or by a rule. */
const told = z.union([
  z.object({ Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })) }),
  z.object({ Records: z.array(z.object({ body: z.string() })) }),
  z.object({ detail: z.object({ object: z.object({ key: z.string() }) }) }),
]);

/** Keys of the events that a function has heard of, in any order. */
const keysHeardBy = (rig: Rig, name: string): string[] =>
  rig.invocations.filter((one) => one.name === name).flatMap(({ payload }) => keysIn(payload));

function keysIn(payload: unknown): string[] {
  const event = told.parse(payload);
  if ('detail' in event) return [event.detail.object.key];
  return event.Records.flatMap((record) => ('s3' in record ? [record.s3.object.key] : keysIn(JSON.parse(record.body))));
}

/** Of the restore alone: the smoke job puts and deletes, and copies nothing. */
const events = ['s3:ObjectCreated:Copy' as const];
const TOLD_DIRECTLY = { Id: TRANSCRIBE, LambdaFunctionArn: functionArn(TRANSCRIBE), Events: events };

function makeFunction({ production: { aws, directory } }: Rig, name: string): void {
  const code = join(directory, name);
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, 'index.js'), 'exports.handler = async () => null;');
  try {
    aws.functions.create({
      ...{ name, code, handler: 'index.handler', runtime: 'nodejs24.x', environment: {} },
      ...{ timeoutSeconds: 10, memoryMegabytes: 128 },
    });
  } catch (error) {
    // It is there since the trial before.
    if (!(error instanceof Error && error.name === 'ResourceConflictException')) throw error;
  }
}

async function notify(
  { production: { stage } }: Rig,
  NotificationConfiguration: PutBucketNotificationConfigurationCommand['input']['NotificationConfiguration'],
): Promise<void> {
  const configuration = { Bucket: stage.bucket, NotificationConfiguration };
  await stage.s3.send(new PutBucketNotificationConfigurationCommand(configuration));
}

/** A user copies something beside what is protected, and leaves nothing there. */
async function copyElsewhere({ production: { aws, stage } }: Rig, key: string): Promise<void> {
  const { bucket: Bucket, s3 } = stage;
  await s3.send(new PutObjectCommand({ Bucket, Key: 'elsewhere/upload', Body: 'x' }));
  await s3.send(new CopyObjectCommand({ Bucket, Key: key, CopySource: `${Bucket}/elsewhere/upload` }));
  for (const Key of ['elsewhere/upload', key]) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await aws.events.waitUntilStable();
}

/** As deployed without the one switch that holds notifications back. */
function withoutTheSwitch(rig: Rig): void {
  const { aws, installation } = rig.production;
  const [handler = ''] = installation.definition.match(/arn:aws:lambda:[^"]+FreezeWrites[^"]*/) ?? [];
  const switches = JSON.parse(aws.functions.definitionOf(handler).environment.SWITCHES ?? '') as { kind: string }[];
  const others = switches.filter(({ kind }) => kind !== 'bucket-notifications');
  expect(others).toHaveLength(switches.length - 1);
  rig.setVariables({ SWITCHES: JSON.stringify(others) });
}

/** How many events the report says that each was given. */
function saidOf({ report }: Scene): ReadonlyMap<string, number> {
  if (report?.events?.outcome !== 'counted') throw new Error(`The report has ${JSON.stringify(report?.events)}.`);
  return new Map(report.events.consumers.map((one) => [one.name, totalOf(one)]));
}

/** What hears of the writes of a restore. */
export const EVENTS: readonly Expected[] = [
  {
    title: 'F91 a function that is held back hears of users before and after a restore, and of nothing that it writes',
    trial: {
      arrange: async (rig) => {
        makeFunction(rig, TRANSCRIBE);
        await notify(rig, { LambdaFunctionConfigurations: [TOLD_DIRECTLY] });
        await copyElsewhere(rig, 'elsewhere/before');
      },
    },
    stages: ['verified'],
    lookFirst: async (scene) => {
      const { rig, now, before } = scene;
      expect(now.versions.size).toBeGreaterThan(before.versions.size);
      expect(saidOf(scene)).toEqual(new Map());
      await copyElsewhere(rig, 'elsewhere/after');
      expect(keysHeardBy(rig, TRANSCRIBE)).toEqual(['elsewhere/before', 'elsewhere/after']);
    },
  },
  {
    title: 'F91 a function and a rule that are not held back are called as often as the report says',
    trial: {
      arrange: async (rig) => {
        for (const name of [TRANSCRIBE, INDEX]) makeFunction(rig, name);
        const { aws, stage } = rig.production;
        const detail = { bucket: { name: [stage.bucket] }, reason: ['CopyObject'] };
        const targets = [{ id: INDEX, arn: functionArn(INDEX) }];
        aws.rules.create({ name: 'uploads', pattern: { source: ['aws.s3'], detail }, targets });
        await notify(rig, { LambdaFunctionConfigurations: [TOLD_DIRECTLY], EventBridgeConfiguration: {} });
      },
      services: (rig) => {
        withoutTheSwitch(rig);
        rig.onLift(() => rig.production.aws.rules.create({ name: 'uploads', state: 'DISABLED' }));
      },
    },
    stages: ['verified'],
    lookFirst: (scene) => {
      const said = saidOf(scene);
      expect([...said].map(([name]) => name)).toEqual([
        functionArn(TRANSCRIBE),
        'arn:aws:events:us-east-1:000000000000:rule/uploads',
      ]);
      const heard = [TRANSCRIBE, INDEX].map((name) => keysHeardBy(scene.rig, name).length);
      expect(heard).toEqual([...said.values()]);
      expect(Math.min(...heard)).toBeGreaterThan(0);
      expect(scene.evidence.get('report.md')).toMatch(/function .*:transcribe: raised \d+ events/);
    },
  },
  queued('comes when the mapping is enabled again', true, ({ rig, queue, said }) => {
    expect(rig.production.aws.queues.waiting(queue)).toBe(0);
    expect(keysHeardBy(rig, TRANSCRIBE)).toHaveLength(said);
  }),
  queued('waits where the mapping was disabled before, and is gone with a purge', false, async (seen) => {
    const { rig, queue, said } = seen;
    const { aws } = rig.production;
    expect(aws.queues.waiting(queue)).toBe(said);
    aws.queues.purge(queue);
    await enable(rig);
    await aws.queues.waitUntilStable();
    expect(keysHeardBy(rig, TRANSCRIBE)).toEqual([]);
  }),
];

/** As an operator does, once it is known what waits. */
async function enable({ production: { aws } }: Rig): Promise<void> {
  const lambda = new LambdaClient(aws.client);
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: WORKER_MAPPING, Enabled: true }));
}

interface Queued {
  readonly rig: Rig;
  readonly queue: string;
  /** How many events the report says. */
  readonly said: number;
}

/** A queue whose reader is stopped by the freeze, and nothing keeps messages out of it. */
function queued(what: string, enabled: boolean, look: (seen: Queued) => void | Promise<void>): Expected {
  let queue = '';
  return {
    title: `F91 a queue of which only the reader is held back: what it was given is counted, and ${what}`,
    trial: {
      arrange: async (rig) => {
        makeFunction(rig, TRANSCRIBE);
        const { queues, functions } = rig.production.aws;
        queue = queues.create('uploads');
        const feed = { queues, queueArn: queue, functionArn: functionArn(TRANSCRIBE) };
        functions.eventSources.create(WORKER_MAPPING, enabled, feed);
        await notify(rig, { QueueConfigurations: [{ Id: 'uploads', QueueArn: queue, Events: events }] });
      },
      services: withoutTheSwitch,
    },
    stages: ['verified'],
    lookFirst: async (scene) => {
      const said = saidOf(scene).get(queue) ?? 0;
      expect(said).toBeGreaterThan(0);
      await scene.rig.production.aws.queues.waitUntilStable();
      await look({ rig: scene.rig, queue, said });
    },
  };
}
