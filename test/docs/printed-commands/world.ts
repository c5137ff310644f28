import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { main } from '../../../cli/main';
import { buildReport } from '../../../domain/report/report';
import type { Signing } from '../../../domain/report/signature';
import { executionDigest } from '../../../domain/workflow/execution-digest';
import { bundleOf } from '../../../lib/handler/handler';
import type { Execution } from '../../../local/aws/step-functions/execution';
import { putReport, sealReport } from '../../../runtime/evidence/sealed-report';
import { Signer } from '../../../runtime/evidence/signer';
import { type StateMachineBed, stateMachineBed } from '../../cli/state-machine-bed';
import { FACTS } from '../../domain/report/report-fixture';
import { startPostgres, type TestDatabase } from '../../postgres';

export const BUCKET = 'pegasus-objects';
export const COPIES = 'pegasus-copies';
export const STACK = 'pegasus-prod';
export const SIGNING_KEY = 'arn:aws:kms:us-east-1:000000000000:key/signing';
const TARGET_TIME = '2026-11-23T04:00:00Z';

/** One local AWS, one Postgres, for all commands; each finds the stores as they were seeded, and an empty folder. */
export class World {
  static async make(): Promise<World> {
    const world = new World(await stateMachineBed(), await startPostgres());
    await world.seed();
    return world;
  }

  readonly s3 = new S3Client();
  /** What the last commands have printed. */
  output = '';
  private folder = '';
  private restore: () => void = () => undefined;
  private readonly home = process.cwd();

  private constructor(
    readonly bed: StateMachineBed,
    readonly database: TestDatabase,
  ) {}

  get aws() {
    return this.bed.aws;
  }

  private async seed(): Promise<void> {
    const at = (time: string) => new Date(`2026-11-23T${time}Z`);
    const history = [
      {
        key: 'pegasus/a',
        versions: [
          { at: at('03:00:00'), body: 'kept' },
          { at: at('05:00:00'), deleteMarker: true },
        ],
      },
      {
        key: 'pegasus/b',
        versions: [
          { at: at('03:00:00'), body: 'good' },
          { at: at('05:00:00'), body: 'evil' },
        ],
      },
    ];
    for (const bucket of [BUCKET, 'lectures', 'replica']) this.aws.s3.seed(bucket, history);
    const copy = {
      ...{ version: 1, source: { bucket: BUCKET, prefix: 'pegasus/' } },
      ...{ into: { bucket: COPIES, prefix: 'pegasus-2026-11-23/' }, at: '2026-11-23T03:29:00Z', exact: true },
      ...{ objects: 1, bytes: 4, late: 0, verifiedAt: '2026-11-23T03:31:00Z' },
    };
    this.aws.s3.seed(COPIES, [
      { key: 'pegasus-2026-11-23.json', versions: [{ at: at('03:31:00'), body: JSON.stringify(copy) }] },
      { key: 'pegasus-2026-11-23/b', versions: [{ at: at('03:30:00'), body: 'good' }] },
    ]);
    this.aws.keys.states.set('key', 'PendingDeletion');
    this.aws.keys.createSigningKey(SIGNING_KEY);
    const { folder, handler } = bundleOf('write-baseline');
    this.aws.functions.create({
      name: 'write-baseline',
      code: folder,
      handler,
      runtime: 'nodejs22.x',
      timeoutSeconds: 60,
      memoryMegabytes: 256,
      environment: {},
    });
    await this.database.client.query(
      'create table exports (id text, lecture_id text, export_type text, storage_path text)',
    );
    await this.database.client.query(`insert into exports values ('1', null, 'pdf', 's3://${BUCKET}/pegasus/b')`);
  }

  /** Before each command. */
  async begin(): Promise<void> {
    this.restore = this.aws.s3.checkpoint();
    this.folder = mkdtempSync(join(tmpdir(), 'printed-'));
    process.chdir(this.folder);
    this.output = '';
    this.bed.planned = {};
    this.bed.failing = () => undefined;
    const RestoreStateMachineArn = await this.bed.stateMachine();
    for (const stack of [STACK, 'pegasus-dev']) {
      this.aws.stacks.stand(stack, { RestoreStateMachineArn, ReportSigningKeyArn: SIGNING_KEY });
    }
    const heard = (text: string) => {
      this.output += text;
      return true;
    };
    for (const method of ['log', 'error'] as const) {
      jest.spyOn(console, method).mockImplementation((...said: unknown[]) => void heard(`${said.join(' ')}\n`));
    }
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((text) => heard(String(text)));
    }
  }

  async end(): Promise<void> {
    for (const execution of this.executions) if (execution.status === 'RUNNING') execution.stop('ABORTED');
    jest.restoreAllMocks();
    process.exitCode = undefined;
    process.chdir(this.home);
    rmSync(this.folder, { recursive: true, force: true });
    this.restore();
  }

  async close(): Promise<void> {
    this.s3.destroy();
    await this.bed.close();
    await this.database.close();
  }

  async pegasusBackup(...words: string[]): Promise<number> {
    return await main(['node', 'pegasus-backup', ...words]);
  }

  get executions(): readonly Execution[] {
    return this.aws.states.executionsOf(`arn:aws:states:us-east-1:000000000000:stateMachine:restore-${this.bed.made}`);
  }

  /** A restore under way, until it asks in that step, or has ended. */
  async restoreUntil(step: 'asked' | 'ended', ...more: string[]): Promise<string> {
    const before = this.asked();
    const to = ['--to', TARGET_TIME, '--requested-by', 'ada'];
    await this.pegasusBackup('restore', '--stack', STACK, '--reason', 'prepared', ...to, ...more);
    const [execution] = this.executions;
    if (step === 'ended') await execution!.finished;
    else while (this.asked() === before) await new Promise((resolve) => setTimeout(resolve, 20));
    this.output = '';
    return execution!.origin.arn;
  }

  private asked(): number {
    return this.aws.topics.messages.filter(({ subject = '' }) => /^(Approval needed|DECISION NEEDED)/.test(subject))
      .length;
  }

  /** What another rewind has left in this folder, or in the evidence bucket. @returns its name */
  async rewound(...evidence: string[]): Promise<string> {
    await this.pegasusBackup('rewind', '--bucket', BUCKET, '--prefix', 'pegasus/', '--to', TARGET_TIME, ...evidence);
    const run = /--undo (\S+)/.exec(this.output)![1]!;
    this.output = '';
    return run;
  }

  /** What a step of the last restore has left in its folder. */
  async left(name: string, Body: string): Promise<void> {
    const { origin, startedAt } = this.executions[0]!;
    const Key = `runs/${origin.arn.split(':').at(-1)}/${name}`;
    const execution = executionDigest({ id: origin.arn, startedAt: startedAt.toISOString() });
    const Metadata = { 'pegasus-execution': execution };
    await this.s3.send(new PutObjectCommand({ Bucket: 'evidence', Key, Body, Metadata }));
  }

  /** A report as it is downloaded, and the key as an auditor keeps it. */
  async signedFiles(): Promise<void> {
    const build = (signing: Signing) => buildReport({ ...FACTS, signing });
    const folder = { putText: async (name: string, text: string) => writeFileSync(name, text) };
    await putReport(folder, '', await sealReport(build, new Signer(SIGNING_KEY)));
    writeFileSync('signing-key.pem', this.aws.keys.publicKey(SIGNING_KEY));
  }

  async versionOf(key: string): Promise<string> {
    return (await this.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }))).VersionId!;
  }
}
