import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateDBInstanceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { oldIdentifierOf } from '../../../domain/workflow/run-names';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { CnameCutOver } from '../../../runtime/cut-over/cname';
import { connectCutOver } from '../../../runtime/cut-over/connect';
import type { Target } from '../../../runtime/cut-over/cut-over';
import { ParameterCutOver } from '../../../runtime/cut-over/parameter';
import { RenameSwapCutOver } from '../../../runtime/cut-over/rename-swap';

const TAGS = { 'pegasus-backup:run': 'run-1', 'pegasus-backup:source': 'pegasus', 'pegasus-backup:time': 'then' };
const patience = { again: () => true, pause: () => sleep(5) };
const impatience = { again: () => false, pause: async () => {} };

let directory: string;
let aws: LocalAws;
let rds: RDSClient;
let to: Target;
let config: LocalAws['client'];

/** Every instance: its name, and its resource id. */
async function names(): Promise<Record<string, string>> {
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
  return Object.fromEntries(DBInstances.map((db) => [db.DBInstanceIdentifier, db.DbiResourceId!]));
}

async function create(DBInstanceIdentifier: string, tags: Record<string, string> = {}): Promise<void> {
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier,
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      MasterUsername: 'pegasus',
      MasterUserPassword: 'a password',
      BackupRetentionPeriod: 0,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  for (;;) {
    const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
    if (DBInstances?.[0]?.DBInstanceStatus === 'available') return;
    await sleep(10);
  }
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cut-over-'));
  aws = await startLocalAws({ directory, log: () => {} });
  config = aws.client;
  rds = new RDSClient({ ...config, maxAttempts: 1 });
  await Promise.all([create('pegasus'), create('pegasus-1-a1', TAGS)]);
  const source = { identifier: 'pegasus', resourceId: (await names()).pegasus! };
  to = {
    identifier: 'pegasus-1-a1',
    host: 'restored.example',
    port: 5432,
    generation: 7,
    tags: TAGS,
    source,
    runId: 'run-1',
  };
});
afterAll(async () => {
  await aws.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('a cut-over by renaming', () => {
  const aside = oldIdentifierOf('pegasus', 'run-1');
  const swap = (looks = patience) => new RenameSwapCutOver(rds, looks);

  test('F38 the name to step aside to is taken: nothing is renamed, and the other instance is left alone', async () => {
    await create(aside);
    const before = await names();
    await expect(swap().point(to)).rejects.toMatchObject({
      name: 'DatabaseNameTaken',
      message: expect.stringContaining(aside),
    });
    expect(await names()).toEqual(before);
    // Somebody makes room.
    await rds.send(
      new ModifyDBInstanceCommand({
        DBInstanceIdentifier: aside,
        NewDBInstanceIdentifier: 'somewhere-else',
        ApplyImmediately: true,
      }),
    );
  });

  test('F38 the second rename fails: the old database stands aside, the way back says what to type, and a second try goes on', async () => {
    const before = await names();
    const back = await swap().undoOf(to);
    expect(back).toEqual({
      prior: {
        identifier: 'pegasus',
        resourceId: before.pegasus,
        oldIsCalled: aside,
        restoredWasCalled: 'pegasus-1-a1',
      },
      undo:
        'aws rds modify-db-instance --db-instance-identifier pegasus --new-db-instance-identifier pegasus-1-a1 --apply-immediately && ' +
        `aws rds modify-db-instance --db-instance-identifier ${aside} --new-db-instance-identifier pegasus --apply-immediately`,
    });

    aws.rds.intercept = (action, parameters) =>
      action === 'ModifyDBInstance' && parameters.get('DBInstanceIdentifier') === 'pegasus-1-a1'
        ? { status: 400, code: 'InvalidDBInstanceState', message: 'it is being backed up' }
        : undefined;
    await expect(swap().point(to)).rejects.toMatchObject({ name: 'Retryable' });
    expect(await names()).toMatchObject({ [aside]: before.pegasus, 'pegasus-1-a1': before['pegasus-1-a1'] });

    aws.rds.intercept = undefined;
    const endpoint = await swap().point(to);
    const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'pegasus' }));
    expect(endpoint).toEqual({ host: DBInstances?.[0]?.Endpoint?.Address, port: DBInstances?.[0]?.Endpoint?.Port });
    expect(await names()).toMatchObject({ [aside]: before.pegasus, pegasus: before['pegasus-1-a1'] });
  });

  test('done twice it changes nothing, and there is nothing more to write down', async () => {
    const before = await names();
    expect(await swap().undoOf(to)).toBeUndefined();
    await swap().point(to);
    expect(await names()).toEqual(before);
  });

  test('a restored database whose blocks are still being loaded can be used', async () => {
    aws.rds.shownStatus = () => 'storage-initialization';
    let looks = 0;
    const point = swap({ again: () => ++looks < 20, pause: async () => {} }).point(to);
    await expect(
      point.finally(() => {
        aws.rds.shownStatus = undefined;
      }),
    ).resolves.toMatchObject({ port: expect.any(Number) });
  });

  test('F38 a stranger that has taken the name of the source in between is left alone', async () => {
    const before = await names();
    const other = { ...to, tags: { ...TAGS, 'pegasus-backup:run': 'run-2' }, identifier: 'somewhere-else' };
    await expect(swap().point(other)).rejects.toMatchObject({ name: 'DatabaseNameTaken' });
    expect(await names()).toEqual(before);
  });
});

describe('a cut-over by a record', () => {
  const spec = { kind: 'cname', hostedZoneId: 'Z1', recordName: 'database.example.com' } as const;
  const cname = (looks = patience) => new CnameCutOver(spec, new Route53Client(config), looks);

  test('makes the record, waits for the name servers, and says that there was none', async () => {
    expect(await cname().undoOf(to)).toMatchObject({
      prior: { host: null },
      undo: expect.stringContaining('there was none'),
    });
    await cname().point(to);
    expect(await cname().endpoint()).toEqual({ host: 'restored.example' });
    expect(await cname().undoOf(to)).toBeUndefined();
  });

  test('changes it, keeps its time to live, and writes down the change that brings the old one back', async () => {
    const next = { ...to, host: 'second.example' };
    const back = await cname().undoOf(next);
    expect(back?.prior).toEqual({
      hostedZoneId: 'Z1',
      recordName: 'database.example.com',
      host: 'restored.example',
      ttl: 60,
    });
    expect(back?.undo).toMatch(/^aws route53 change-resource-record-sets --hosted-zone-id Z1 .*restored\.example/);
    await cname().point(next);
    expect(await cname().endpoint()).toEqual({ host: 'second.example' });
  });

  test('is tried again while not every name server knows', async () => {
    await expect(cname(impatience).point({ ...to, host: 'third.example' })).rejects.toMatchObject({
      name: 'Retryable',
    });
  });
});

describe('a cut-over by a parameter', () => {
  const ssm = () => new SSMClient(config);
  const parameter = () => new ParameterCutOver('/pegasus/database', ssm());
  const value = async () => (await ssm().send(new GetParameterCommand({ Name: '/pegasus/database' }))).Parameter;

  test('rewrites place and generation, keeps everything else, and once only', async () => {
    const Value = JSON.stringify({ host: 'pegasus.example', port: 5432, dbname: 'pegasus', pool: 5 });
    await ssm().send(new PutParameterCommand({ Name: '/pegasus/database', Type: 'String', Value }));
    expect(await parameter().undoOf(to)).toEqual({
      prior: {
        parameterName: '/pegasus/database',
        version: 1,
        host: 'pegasus.example',
        port: 5432,
        dbname: 'pegasus',
        generation: 0,
      },
      undo: expect.stringContaining('/pegasus/database:1'),
    });
    await parameter().point(to);
    await parameter().point(to);
    const written = await value();
    expect(JSON.parse(written?.Value ?? '')).toEqual({
      host: 'restored.example',
      port: 5432,
      dbname: 'pegasus',
      pool: 5,
      generation: 7,
    });
    expect(written?.Version).toBe(2);
    expect(await parameter().undoOf(to)).toBeUndefined();
  });

  test('names a parameter that is not JSON, and shows nothing of it', async () => {
    await ssm().send(
      new PutParameterCommand({ Name: '/pegasus/database', Type: 'String', Value: 'hush', Overwrite: true }),
    );
    await expect(parameter().endpoint()).rejects.toThrow(/^(?!.*hush).*\/pegasus\/database/);
  });
});

describe('F102 what could not be rewritten is known before anything is frozen, with what to do:', () => {
  const POINTER = '{"host":"pegasus.example","port":5432,"username":"pegasus","password":"hush"}';
  const OTHER = /give `cutOver: CutOver\.parameter/;
  const unfitOf = (spec: object) => connectCutOver(JSON.stringify(spec), undefined, config as object).unfit();
  const ofSecret = (name: string, value?: string) =>
    unfitOf({ kind: 'secret', secretArn: aws.secrets.create(name, value).arn });
  const ofParameter = async (Name: string, Value: string, Type: 'String' | 'SecureString') => {
    await ssm().send(new PutParameterCommand({ Name, Value, Type }));
    return await unfitOf({ kind: 'parameter', parameterName: Name });
  };
  const ssm = () => new SSMClient(config);

  test('a secret that RDS manages, or another service, whatever is in it', async () => {
    for (const [name, service] of [
      ['rds!db-1', 'rds'],
      ['ecs-sc!a', 'ecs-sc'],
    ] as const) {
      const found = await ofSecret(name, POINTER);
      expect(found).toContain(`${name}-`);
      expect(found).toContain(`managed by the service \`${service}\``);
      expect(found).toMatch(OTHER);
    }
  });

  test.each([
    ['plain text', 'postgres://pegasus:hush@pegasus.example/pegasus', /is not JSON with `host`/],
    ['without a host', '{"username":"pegasus","password":"hush"}', /names no `host`/],
    ['without a value', undefined, /is not there, or has no value/],
  ])('a secret %s', async (what, value, why) => {
    const found = await ofSecret(`own/${what.replaceAll(' ', '-')}`, value);
    expect(found).toMatch(why);
    expect(found).toMatch(OTHER);
    expect(found).not.toContain('hush');
  });

  test('a secret whose rotation has begun: its end would lead back', async () => {
    const { arn } = aws.secrets.create('own/rotated', POINTER);
    const pending = aws.secrets.startRotation(arn, POINTER);
    expect(await unfitOf({ kind: 'secret', secretArn: arn })).toContain(`--remove-from-version-id ${pending}`);
  });

  test('a parameter that is encrypted, or is not there', async () => {
    expect(await ofParameter('/own/encrypted', POINTER, 'SecureString')).toMatch(
      /is a SecureString; it must be a String/,
    );
    const missing = await unfitOf({ kind: 'parameter', parameterName: '/own/none' });
    expect(missing).toMatch(/`\/own\/none` is not there/);
  });

  test('and nothing is said of a secret or parameter of their own', async () => {
    expect(await ofSecret('own/good', POINTER)).toBeUndefined();
    expect(await ofParameter('/own/good', POINTER, 'String')).toBeUndefined();
    const { arn } = aws.secrets.create('own/partial', POINTER);
    expect(await unfitOf({ kind: 'secret', secretArn: arn.slice(0, -7) })).toBeUndefined();
  });
});
