import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Application, PegasusBackup, ProtectedDatabase } from '../lib';

/**
 * What PegasusBackup adds to a synth, and whether it grows with the number of pairs. Ratios of one run: each app is
 * synthesised in turn, three times, and the fastest counts. A stack for each pair, as environments have it.
 */
const ROUNDS = 3;

function synth(pairs: number, backed: boolean): number {
  const outdir = mkdtempSync(join(tmpdir(), 'pegasus-bench-'));
  const start = performance.now();
  const app = new App({ outdir });
  for (let pair = 0; pair < pairs; pair += 1) {
    const stack = new Stack(app, `Pair${pair}`);
    const vpc = new Vpc(stack, 'Vpc');
    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
    const db = new DatabaseInstance(stack, 'Database', { engine, vpc, storageEncrypted: true });
    const bucket = new Bucket(stack, 'Objects');
    if (!backed) continue;
    new PegasusBackup(stack, 'Backup', {
      database: ProtectedDatabase.instance(db),
      bucket,
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      vpc,
    });
  }
  app.synth();
  const milliseconds = performance.now() - start;
  rmSync(outdir, { recursive: true });
  return milliseconds;
}

const fastest = (measure: () => number): number => Math.min(...Array.from({ length: ROUNDS }, measure));
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

synth(1, true);
const bare = fastest(() => synth(1, false));
const backed = fastest(() => synth(1, true));
console.log(
  `One pair of bare stores ${seconds(bare)}, with its backup ${seconds(backed)}: ratio ${(backed / bare).toFixed(2)}`,
);

const perPair = (pairs: number): number => synth(pairs, true) / pairs;
const ten = perPair(10);
const fifty = perPair(50);
console.log(
  `Ten pairs ${seconds(ten)} each, fifty pairs ${seconds(fifty)} each: ratio ${(fifty / ten).toFixed(2)} (1 is linear)`,
);
