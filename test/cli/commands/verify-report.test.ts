import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../../cli/main';
import { buildReport } from '../../../domain/report/report';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { json } from '../../../runtime/evidence/evidence';
import { putReport, sealReport } from '../../../runtime/evidence/sealed-report';
import { signPlan } from '../../../runtime/evidence/signed-plan';
import { Signer } from '../../../runtime/evidence/signer';
import { FACTS, HELD } from '../../domain/report/report-fixture';
import { EXECUTION, PLAN } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';
import { MemorySigner } from '../../runtime/evidence/memory-signer';

const KEY = 'arn:aws:kms:us-east-1:000000000000:key/reports';
const directory = mkdtempSync(join(tmpdir(), 'verify-report-'));
let aws: LocalAws;
let folder: string;
let output: string;

beforeAll(async () => {
  aws = await startLocalAws({ directory });
  Object.assign(process.env, aws.environment);
  aws.keys.createSigningKey(KEY);
  aws.stacks.stand('pegasus-prod', { ReportSigningKeyArn: KEY });
  aws.stacks.stand('unsigned', {});
});
afterAll(async () => {
  await aws.close();
  rmSync(directory, { recursive: true });
});
beforeEach(async () => {
  folder = mkdtempSync(join(directory, 'report-'));
  output = '';
  const heard = (...said: unknown[]) => {
    output += `${said.join(' ')}\n`;
  };
  for (const method of ['log', 'error'] as const) jest.spyOn(console, method).mockImplementation(heard);
  await write(new Signer(KEY));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

const at = (name: string) => join(folder, name);
const textOf = (name: string) => readFileSync(at(name), 'utf8');

/** What the handler writes, brought to this computer. */
async function write(signer: Pick<Signer, 'intends' | 'sign'>, facts = FACTS): Promise<void> {
  const evidence = new MemoryEvidence();
  await putReport(evidence, '', await sealReport((signing) => buildReport({ ...facts, signing }), signer));
  for (const [name, { text }] of evidence.texts) writeFileSync(at(name), text);
}

const verified = (name: string, ...trust: string[]) =>
  main(['node', 'pegasus-backup', 'verify-report', at(name), ...trust]);
const STACK = ['--stack', 'pegasus-prod'];

test.each(['report.json', 'report.md', 'report.html'])('F112 %s is genuine, and of which run it is', async (name) => {
  expect(await verified(name, ...STACK)).toBe(0);
  expect(output).toMatch(/^genuine: /);
  for (const said of [EXECUTION.id, FACTS.now, KEY, 'of the stack pegasus-prod']) expect(output).toContain(said);
});

test('F112 a key may be named by its ARN, or kept in a file', async () => {
  expect(await verified('report.json', '--key', KEY)).toBe(0);
  writeFileSync(at('key.pem'), aws.keys.publicKey(KEY));
  expect(await verified('report.json', '--public-key', at('key.pem'))).toBe(0);
  expect(output).toContain('key.pem');
});

test('F112 what is genuine is said: of a drill that it is one, and in the words of the report which moment was reached', async () => {
  expect(await verified('report.md', ...STACK)).toBe(0);
  expect(output).toContain(`it says: "${JSON.parse(textOf('report.json')).summary}`);
  expect(output).not.toContain('drill');
  await write(new Signer(KEY), { ...FACTS, workflow: { ...FACTS.workflow, plan: undefined } });
  expect(await verified('report.json', ...STACK)).toBe(0);
  const plan = { ...PLAN, mode: 'drill' as const };
  await write(new Signer(KEY), { ...FACTS, workflow: { ...FACTS.workflow, plan } });
  expect(await verified('report.json', ...STACK)).toBe(0);
  expect(output).toContain('of a drill: production was not restored');
});

test('F112 with no key but that which lies beside it, nothing is proved, and it says so', async () => {
  expect(await verified('report.json')).toBe(1);
  expect(output).toMatch(/^unproved: [\s\S]*It lies beside the file.*give --stack, --key or --public-key/);
});

const changed = (name: string, from: RegExp | string, to: string) => () => {
  const text = textOf(name).replace(from, to);
  expect(text).not.toBe(textOf(name));
  writeFileSync(at(name), text);
};
const without = (name: string) => () => rmSync(at(name));

test.each<readonly [string, RegExp, () => void | Promise<void>]>([
  ['one letter of it', /report\.json is not as it was written/, changed('report.json', 'verified', 'Verified')],
  ['a digest', /not of this report\.sha256/, changed('report.sha256', / {2}report\.md/, '  report.MD')],
  ['the signature', /not of this report\.sha256|no signature/, changed('report.signature.json', /"MEU?/, '"MEQ')],
  ['the signature, to nonsense', /is no signature/, () => writeFileSync(at('report.signature.json'), 'garbage')],
  ['the key beside it, to no key', /^genuine/, changed('report.signature.json', 'BEGIN PUBLIC', 'BEGIN PUBLI')],
  ['no signature', /no report\.signature\.json/, without('report.signature.json')],
  ['no digests', /no report\.sha256/, without('report.sha256')],
  ['garbage for digests', /has no digest of report\.json/, () => writeFileSync(at('report.sha256'), 'x\n')],
  ['all of it, by a key of the forger', /signed with another key/, () => write(new MemorySigner(), HELD)],
  [
    'a signature that says there is none',
    /not signed: no need/,
    () => writeFileSync(at('report.signature.json'), '{"unsigned":"no need"}'),
  ],
])('F112 what is forged is not genuine: %s', async (_, says, forge) => {
  await forge();
  const exitCode = await verified('report.json', ...STACK);
  expect(output).toMatch(says);
  expect(exitCode).toBe(says.source === '^genuine' ? 0 : 1);
});

test('F112 a digest of another file cannot be lent: each has its own name', async () => {
  writeFileSync(at('report.md'), textOf('report.html'));
  expect(await verified('report.md', ...STACK)).toBe(1);
});

test('F112 a report that could not be signed says so, and why', async () => {
  aws.keys.states.set(KEY, 'Disabled');
  await write(new Signer(KEY));
  aws.keys.states.set(KEY, 'Enabled');
  expect(textOf('report.md')).toMatch(/\*\*This report is not signed\*\*: KMS did not sign with .*DisabledException/);
  expect(await verified('report.json', ...STACK)).toBe(1);
  expect(output).toMatch(/^not genuine: [\s\S]*not signed: KMS did not sign/);
});

test('F112 a plan is checked the same', async () => {
  const stored = { version: 2, plan: PLAN, execution: EXECUTION };
  const evidence = new MemoryEvidence();
  expect(await signPlan(stored, evidence, new Signer(KEY))).toBeUndefined();
  writeFileSync(at('plan.json'), json(stored));
  for (const [key, { text }] of evidence.texts) writeFileSync(at(key.split('/').at(-1)!), text);
  expect(await verified('plan.json', ...STACK)).toBe(0);
  changed('plan.json', '"incident"', '"drill"')();
  expect(await verified('plan.json', ...STACK)).toBe(1);
});

test.each<readonly [string, readonly string[], RegExp]>([
  ['nothing.json', STACK, /there is no such file/],
  ['.', STACK, /it is a folder/],
  ['report.json', ['--public-key', '/dev/zero'], /`--public-key \/dev\/zero` is invalid/],
  ['renamed.json', STACK, /another name.*report\.json, report\.md/],
  ['report.json', ['--stack', 'no-such-stack'], /no stack no-such-stack/],
  ['report.json', ['--stack', 'unsigned'], /no output ReportSigningKeyArn: give `--key ARN`/],
  ['report.json', ['--key', 'alias/reports'], /`--key alias\/reports` is invalid.*arn:aws:kms:/],
  ['report.json', ['--key', `${KEY}2`], /does not exist/],
  ['report.json', ['--public-key', 'no-such-file'], /`--public-key no-such-file` is invalid.*PEM/],
  ['report.json', [...STACK, '--key', KEY], /cannot be used with/],
])('%s %j cannot be used: exit 2', async (name, trust, says) => {
  if (name === 'renamed.json') renameSync(at('report.json'), at(name));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    output += text;
    return true;
  });
  expect(await verified(name, ...trust)).toBe(2);
  expect(output).toMatch(says);
});
