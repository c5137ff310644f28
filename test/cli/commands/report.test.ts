import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Command } from 'commander';
import { reportCommand } from '../../../cli/commands/report';
import { BadArguments } from '../../../cli/exit-code';
import { renderMarkdown } from '../../../domain/report/markdown';
import { buildReport } from '../../../domain/report/report';
import { Executions } from '../../../runtime/execution/executions';
import { FACTS, HELD } from '../../domain/report/report-fixture';
import { type StoreBed, storeBed } from '../../runtime/objects/rewind/store-bed';

const RUN = 'arn:aws:states:us-east-1:123456789012:execution:restore:';

let bed: StoreBed;
let s3: S3Client;
let output: string;

beforeEach(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' });
  bed = await storeBed(Date.parse('2026-11-23T12:00:00Z'));
  s3 = new S3Client({ endpoint: bed.endpoint, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'evidence' }));
  output = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += text;
    return true;
  });
  jest.spyOn(Executions.prototype, 'evidenceOf').mockResolvedValue({ bucket: 'evidence', prefix: 'runs/run-1/' });
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  s3.destroy();
  await bed.close();
});

async function written(facts = FACTS): Promise<string> {
  const text = JSON.stringify(buildReport(facts));
  await s3.send(new PutObjectCommand({ Bucket: 'evidence', Key: 'runs/run-1/report.json', Body: text }));
  return text;
}

async function report(...args: string[]): Promise<void> {
  const program = new Command().exitOverride().addCommand(reportCommand().exitOverride());
  await program.parseAsync(['node', 'pegasus-backup', 'report', '--endpoint-url', bed.endpoint, ...args]);
}

test('the same text as report.md, and the exit code is the verdict', async () => {
  await written();
  await report('--execution', `${RUN}run-1`);
  expect([output, process.exitCode]).toEqual([renderMarkdown(buildReport(FACTS)), 0]);
  await written(HELD);
  await report('--execution', `${RUN}run-1`);
  expect(process.exitCode).toBe(1);
});

test('a root cause stands beside the sealed report: every version is kept, the evidence is as it was', async () => {
  const sealed = await written();
  await report('--execution', `${RUN}run-1`, '--root-cause', 'a script without a dry run', '--by', 'ada');
  await report('--execution', `${RUN}run-1`, '--root-cause', 'a script, run twice', '--by', 'grace');
  expect(output).toMatch(/## Root cause\n\na script, run twice\n\nBy grace, .* Earlier versions: 1/);
  const read = async (name: string) => {
    const found = await s3.send(new GetObjectCommand({ Bucket: 'evidence', Key: `runs/run-1/${name}` }));
    return await found.Body!.transformToString();
  };
  expect(JSON.parse(await read('root-cause.json'))).toMatchObject([{ by: 'ada' }, { by: 'grace' }]);
  expect(await read('report.json')).toBe(sealed);
});

test('a report of a version that kept lost rows in the folder of the run is printed', async () => {
  const { dataLoss, ...report1 } = JSON.parse(await written());
  const { folder, keptUntil, ...before } = dataLoss;
  expect([folder, keptUntil]).toEqual([expect.any(String), expect.any(String)]);
  const Body = JSON.stringify({ ...report1, dataLoss: before });
  await s3.send(new PutObjectCommand({ Bucket: 'evidence', Key: 'runs/run-1/report.json', Body }));
  await report('--execution', `${RUN}run-1`);
  expect(output).toMatch(/Only in the old stores:.* all of them are in the folder of the run in the evidence\./);
  expect(process.exitCode).toBe(0);
});

test('a run without a report is no verdict', async () => {
  await expect(report('--execution', `${RUN}run-1`)).rejects.toThrow(/no report at s3:\/\/evidence\/runs\/run-1/);
});

test('without an execution there is nothing to look for', async () => {
  await expect(report()).rejects.toThrow(BadArguments);
});

test('a run that was refused before its plan is found by the evidence bucket', async () => {
  jest.spyOn(Executions.prototype, 'evidenceOf').mockResolvedValue(undefined);
  const described = { executionArn: `${RUN}refused`, name: 'refused', startDate: new Date(), $metadata: {} };
  jest.spyOn(Executions.prototype, 'describe').mockResolvedValue(described as never);
  await expect(report('--execution', `${RUN}refused`)).rejects.toThrow(/--evidence-bucket/);
  await expect(report('--execution', `${RUN}refused`, '--evidence-bucket', 'evidence')).rejects.toThrow(/no report at/);
});
