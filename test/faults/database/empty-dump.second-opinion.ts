import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { install } from '../../../local/drill/installation';
import type { Installation, Stage } from '../../../local/drill/model';
import { readReports, reportIn } from '../../../local/drill/reports';
import { execute } from '../../../local/drill/restore';
import { setStage, withDatabase } from '../../../local/drill/stage';

describe('F65 a dump of an empty database', () => {
  const directory = mkdtempSync(join(tmpdir(), 'empty-dump-'));
  let aws: LocalAws;
  let stage: Stage;
  let installation: Installation;

  beforeAll(async () => {
    aws = await startLocalAws({ directory, log: () => {}, waitScale: 0.005 });
    stage = await setStage(aws, 'self-managed');
    installation = await install(stage, directory);
  });
  afterAll(async () => {
    await stage.database.close?.();
    await aws.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Dumps what there is, and has the machine restore it beside its source. @returns the failure in its report */
  async function restored() {
    const { id: snapshot } = await stage.database.takeSnapshot('now', installation);
    const request = { mode: 'drill', snapshot, reason: 'an empty dump' } as const;
    const execution = await execute(stage, installation.stateMachineArn, request, async () => {});
    const report = reportIn(await readReports(stage, installation, execution.name!));
    return { status: execution.status, failure: report.failure };
  }

  test('F65 whose tables have no row: it comes back whole, and nothing is proved by it', async () => {
    expect(await restored()).toMatchObject({
      status: 'FAILED',
      failure: { step: 'PlanObjects', error: 'NothingToProve' },
    });
  });

  test('F65 that has no table at all', async () => {
    await withDatabase(stage, (client) => client.query('drop schema public cascade; create schema public'));
    expect(await restored()).toMatchObject({
      status: 'FAILED',
      failure: { step: 'PlanObjects', error: 'NothingToProve' },
    });
  });
});
