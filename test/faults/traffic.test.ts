import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import type { Client } from 'pg';
import { parseTraffic, type Traffic } from '../../domain/traffic/parameter';
import type { StepName } from '../../domain/workflow/workflow';
import { LongTransactions } from '../../lib';
import { type LocalAws, startLocalAws } from '../../local/aws/local-aws';
import { install } from '../../local/drill/installation';
import type { Installation, Stage } from '../../local/drill/model';
import { connectDatabase, setStage, withDatabase } from '../../local/drill/stage';
import { readWriters, stillRunning } from '../../local/drill/writers';
import { PLAN } from '../domain/workflow/workflow-fixture';

/** The seven switches and the handlers that drive them, as they are bundled and deployed. */
const folder = mkdtempSync(join(tmpdir(), 'pegasus-traffic-'));
let aws: LocalAws;
let stage: Stage;
let installation: Installation;
let before: ReadonlyMap<string, string>;
let application: Server;
/** What a write is answered. */
let answers: (request: IncomingMessage) => number;
let runs = 0;

/** As the sample application: open to every caller, and closed while frozen. */
const obeys = (): number => (isOpen() ? 404 : 503);

beforeAll(async () => {
  answers = obeys;
  chmodSync(folder, 0o755);
  aws = await startLocalAws({ directory: folder, waitScale: 0.005 });
  stage = await setStage(aws);
  installation = await install(stage, folder, { longTransactions: LongTransactions.hold(Duration.seconds(1)) });
  before = await readWriters(aws);
  application = createServer((request, response) => {
    response.statusCode = answers(request);
    request.resume();
    request.on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => application.listen(stage.applicationPort, '127.0.0.1', resolve));
});
afterAll(async () => {
  application.close();
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  answers = obeys;
  aws.rules.managed.clear();
});

const functionOf = (step: StepName): string => JSON.parse(installation.definition).States[step].Arguments.FunctionName;

/** A run that has got as far as its traffic. */
function run() {
  const runId = `traffic-${++runs}`;
  const plan = {
    ...PLAN,
    runId,
    sourceDatabase: { identifier: stage.databaseIdentifier, resourceId: 'db' },
    objects: { bucket: stage.bucket, prefix: stage.prefix },
    evidence: { bucket: installation.evidenceBucket, prefix: `runs/${runId}/` },
  };
  const invoke = async (functionName: string, name: StepName, more: object) => {
    const step = { name, enteredAt: new Date().toISOString(), retryCount: 0 };
    const execution = { id: `arn:${runId}`, name: runId, startedAt: '2026-11-23T05:00:00.000Z' };
    const payload = JSON.stringify({ plan, execution, attempt: 0, candidate: 0, ...more, step });
    const outcome = await aws.functions.invoke(functionName, payload);
    if ('payload' in outcome) return JSON.parse(outcome.payload);
    throw Object.assign(new Error(outcome.error.errorMessage), { name: outcome.error.errorType });
  };
  return {
    plan,
    invoke,
    step: (name: StepName, more: object = {}) => invoke(functionOf(name), name, more),
  };
}

async function traffic(): Promise<Traffic> {
  const { Parameter } = await stage.ssm.send(new GetParameterCommand({ Name: installation.trafficParameter }));
  return parseTraffic(installation.trafficParameter, Parameter?.Value);
}

const isOpen = (): boolean => !aws.parameters.get(installation.trafficParameter)?.Value?.includes('frozen');

async function asBefore(mode: string): Promise<void> {
  // An event source that was just enabled shows so at the second look.
  await readWriters(aws);
  expect(await readWriters(aws)).toEqual(before);
  expect((await traffic()).mode).toBe(mode);
}

describe('writes are frozen by seven switches', () => {
  test('F16 F76 F20 once recorded, proved by the clock of the database, and put back exactly, after a failure too', async () => {
    const { plan, step, invoke } = run();
    const freeze = await step('FreezeWrites');
    expect(stillRunning(await readWriters(aws))).toEqual([]);
    expect(freeze).toMatchObject({ priorMode: 'open', generation: 1, frozenAtSource: 'database' });

    // F16: again, by a handler whose clock is five minutes fast (F76).
    const record = { Bucket: plan.evidence.bucket, Prefix: `${plan.evidence.prefix}freeze.json` };
    const fast = aws.functions.definitionOf(functionOf('FreezeWrites'));
    const clock = join(folder, 'fast.cjs');
    writeFileSync(
      clock,
      'const real = Date.now; Date.now = () => real() + 300000;' +
        'const D = Date; globalThis.Date = class extends D { constructor(...a) { if (a.length) super(...a); else super(D.now()); } };',
    );
    aws.functions.create({ ...fast, name: 'fast', environment: { ...fast.environment, NODE_OPTIONS: `-r ${clock}` } });
    expect(await invoke('fast', 'FreezeWrites', {})).toEqual(freeze);
    const { Versions = [] } = await stage.s3.send(new ListObjectVersionsCommand(record));
    expect(Versions).toHaveLength(1);
    expect(await traffic()).toMatchObject({ mode: 'frozen', generation: 1 });
    const later = run();
    const seen = await later.invoke('fast', 'FreezeWrites', {});
    expect(Math.abs(Date.parse(seen.frozenAt) - Date.now())).toBeLessThan(60_000);

    // The later run gives up: TearDown leaves it frozen, and what stood before the first freeze is still known.
    const failure = { step: 'RunChecks', error: 'CheckFailed', cause: 'a test' };
    expect(await later.step('TearDown', { failure })).toMatchObject({ traffic: 'frozen' });
    expect(stillRunning(await readWriters(aws))).toEqual([]);

    // F20: one switch cannot be put back; then it can.
    const third = run();
    const held = await third.step('FreezeWrites');
    const { generation } = held;
    const parameter = { mode: 'low-traffic', generation };
    aws.parameters.put(installation.trafficParameter, JSON.stringify(parameter), 'String', true);
    const resume = { freeze: held, lowTraffic: { openedAt: 'then', generation } };
    aws.rules.managed.add('pegasus-worker');
    await expect(third.step('ResumeTraffic', resume)).rejects.toMatchObject({
      name: 'RestoredStillFrozen',
      message: expect.stringMatching(/^Restored and verified, but traffic could not be opened: .*managed/),
    });
    expect((await traffic()).mode).not.toBe('open');
    aws.rules.managed.clear();
    expect(await third.step('ResumeTraffic', resume)).toMatchObject({ generation });
    await asBefore('open');
  });

  test('F17 one of them cannot be set: the others are put back, and the run is refused', async () => {
    aws.rules.managed.add('pegasus-worker');
    await expect(run().step('FreezeWrites')).rejects.toMatchObject({
      name: 'FreezeFailed',
      message: expect.stringMatching(/managed by an AWS service.*nothing has changed/s),
    });
    await asBefore('open');
  });

  test('F15 the canary is let in: the freeze is undone, and the run is refused', async () => {
    answers = ({ method }) => (method === 'POST' ? 201 : obeys());
    await expect(run().step('FreezeWrites')).rejects.toMatchObject({
      name: 'FreezeFailed',
      message: expect.stringMatching(/^The freeze does not hold: `POST \/lectures\/ingest`.*nothing has changed/s),
    });
    await asBefore('open');
  });

  test('F18 a transaction that does not end: frozen, held, and it is named', async () => {
    await withDatabase(stage, (database) => database.query('create table if not exists slow (id int)'));
    const writer: Client = await connectDatabase(stage);
    const { plan, step } = run();
    try {
      await writer.query('begin; insert into slow values (1)');
      await expect(step('FreezeWrites')).rejects.toMatchObject({
        name: 'WritersNotDrained',
        message: expect.stringMatching(/^1 transactions that have written are still open after 1 s: pid \d+/),
      });
      expect(stillRunning(await readWriters(aws))).toEqual([]);
      expect((await traffic()).mode).toBe('frozen');
    } finally {
      await writer.query('rollback');
      await writer.end();
    }
    const { Body } = await stage.s3.send(
      new GetObjectCommand({ Bucket: plan.evidence.bucket, Key: `${plan.evidence.prefix}freeze.json` }),
    );
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({ prior: { mode: 'open' } });
    expect(await step('FreezeWrites')).toMatchObject({ proof: { database: 'no transaction was writing any more' } });
  });
});
