import { appendFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { INVARIANTS, sceneOf } from './invariants/invariants';
import type { Scene } from './invariants/scene';
import { Rig } from './rig/rig';
import { PATIENCE, type Trial, tryOut } from './rig/trial';

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.open();
}, PATIENCE);
afterAll(() => rig.close());

/** Breaks one, and returns what mends it where putting the buckets back does not. */
type Break = (scene: Scene) => Promise<undefined | (() => Promise<unknown> | unknown)>;

const put = (Key: string, Bucket = rig.production.stage.bucket) =>
  rig.production.stage.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'not as it was' }));

const changeSource = async (title: string) => {
  const client = new Client({ connectionString: rig.sourceUrl });
  await client.connect();
  await client.query("update courses set title = $1 where id = 'course-0000'", [title]);
  await client.end();
};

/** After a restore that is verified. */
const VERIFIED: Readonly<Record<string, Break>> = {
  'a row of the source is changed → 1': async () => {
    await changeSource('changed behind its back');
    return () => changeSource('Course 0: an introduction');
  },
  'a version is deleted → 2': async () => {
    const { s3, bucket } = rig.production.stage;
    const where = { Bucket: bucket, Prefix: rig.production.storedAgain };
    const [oldest] = (await s3.send(new ListObjectVersionsCommand(where))).Versions?.slice(-1) ?? [];
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: oldest?.Key, VersionId: oldest?.VersionId }));
    return undefined;
  },
  'an object is not what it was, open → 4': async () => void (await put(rig.production.storedAgain)),
  'the lock stays → 5': async ({ run }) => {
    const lock = { owner: run.runId, execution: run.execution.origin.arn };
    await rig.putEvidence('locks/left.json', JSON.stringify(lock));
    return undefined;
  },
  'the report is gone → 6': async ({ run }) => {
    const where = { Bucket: rig.production.installation.evidenceBucket, Key: `runs/${run.runId}/report.json` };
    await rig.production.stage.s3.send(new DeleteObjectCommand(where));
    return undefined;
  },
  'a step that writes each time → 7': async () => {
    rig.fault = async () => void (await put('pegasus/written-again'));
    return () => rig.lift();
  },
  'a dry run that writes → 8': async () => {
    const { dryRun } = rig;
    rig.dryRun = async () => void (await put('pegasus/written-by-a-dry-run'));
    return () => {
      rig.dryRun = dryRun;
    };
  },
  'a log that names a user → 9': async () => {
    const log = join(rig.logs, 'told.log');
    appendFileSync(log, 'user-0001@example.org could not be restored\n');
    return () => truncateSync(log);
  },
  'a key that was not there → 10': async () => void (await put('pegasus/audio/of-nobody.mp3')),
};

/** After one that has failed, frozen. */
const FAILED: Readonly<Record<string, Break>> = {
  'traffic is opened all the same → 3': async () => {
    const { aws, installation } = rig.production;
    aws.parameters.put(installation.trafficParameter, '{"mode":"open","generation":1}', 'String', true);
    return undefined;
  },
};

const broken = async (number: number, { run, before }: Scene) =>
  await INVARIANTS.find((one) => one.number === number)?.broken(await sceneOf(rig, run, before));

test('they are the ten of docs/faults.md', () => {
  expect(INVARIANTS.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

const NOT_CHECKED: Trial = {
  fault: (name) => (name.includes('HandlersRunChecks') ? 'kill' : undefined),
  action: 'abort',
};

test.each([
  ['verified', {}, VERIFIED],
  ['failed', NOT_CHECKED, FAILED],
] as const)(
  'each that a restore which is %s can break is seen to be broken',
  async (outcome, trial, breaks) => {
    const seen: Record<string, string | undefined> = {};
    const { stages } = await tryOut(rig, trial, async (scene) => {
      for (const [what, breakIt] of Object.entries(breaks)) {
        const number = Number(what.split('→ ')[1]);
        expect([what, await broken(number, scene)]).toEqual([what, undefined]);
        const putBack = rig.production.aws.s3.checkpoint();
        const mend = await breakIt(scene);
        seen[what] = await broken(number, scene);
        putBack();
        await mend?.();
      }
    });
    expect(stages.at(-1)).toMatchObject({ outcome, broken: [] });
    expect(Object.entries(seen).filter(([, found]) => found === undefined)).toEqual([]);
    expect(Object.keys(seen)).toEqual(Object.keys(breaks));
  },
  PATIENCE,
);
