import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readOptions } from '../../aws-check/options';
import { program } from '../../cli/program';
import { sendAsAwsCli, unknownParameters } from './printed-commands/aws-cli';
import {
  commandsOf,
  examplesOf,
  isSynopsis,
  type PrintedCommand,
  pages,
  printedIn,
  wordsOf,
} from './printed-commands/collect';
import { ADVICE, NOT_RUN, PREPARATIONS } from './printed-commands/preparations';
import { World } from './printed-commands/world';

const ROOT = join(__dirname, '..', '..');
const printed = [...pages(ROOT).flatMap((page) => printedIn(ROOT, page)), ...examplesOf(program())];
const synopses = printed.filter(isSynopsis);
const lines = printed.filter((command) => !isSynopsis(command));
const preparationOf = (line: string) => PREPARATIONS.find(({ of }) => of.test(line));
const reasonOf = (line: string) => NOT_RUN.find(([of]) => of.test(line))?.[1];

/** The same line on several pages is run once. */
const once = (commands: readonly PrintedCommand[]) => [...new Map(commands.map((one) => [one.line, one])).values()];
const run = once(lines.filter(({ line }) => preparationOf(line) !== undefined));
const read = once(lines.filter(({ line }) => preparationOf(line) === undefined && reasonOf(line) !== undefined));

let world: World;
beforeAll(async () => {
  world = await World.make();
}, 60_000);
afterAll(() => world.close());

test('F80 a printed command that no one knows how to run fails, with what to do', () => {
  const unknown = lines.filter(({ line }) => preparationOf(line) === undefined && reasonOf(line) === undefined);
  expect(unknown.map(({ where, line }) => `${where}: ${line}: ${ADVICE}`)).toEqual([]);
});

test.each([
  ['```bash\npegasus-backup rewind \\\n  --bucket b   # back\n```', ['pegasus-backup rewind --bucket b']],
  ['as `aws ssm get-parameter --name x` and `npm` say', ['aws ssm get-parameter --name x']],
  ['```\n$ pegasus-backup status\nSUCCEEDED\n```', ['pegasus-backup status']],
  [
    '```bash\ntoken=$(aws s3 cp s3://b/k - | jq -r .x)\nnpm ci && npm test\n```',
    ['aws s3 cp s3://b/k -', 'jq -r .x', 'npm ci', 'npm test'],
  ],
  ['no command: `pegasus-backup`, pegasus-backup rewind', []],
  ['```bash\necho b | pegasus-backup status | jq -r .x\n```', ['echo b', 'pegasus-backup status', 'jq -r .x']],
  [
    '`pegasus-backup status --stack s | jq .` and `cat x|pegasus-backup status`',
    ['pegasus-backup status --stack s', 'pegasus-backup status'],
  ],
  ['```sh\nWRITE_TOKEN="a b" pegasus-backup verify\n```', ['pegasus-backup verify']],
  ['```sh\nAWS_REGION=x B=y npx --yes pegasus-backup@1 verify > a.txt 2>&1 # why\n```', ['pegasus-backup verify']],
  ['`sudo -u postgres pegasus-backup drill`', ['pegasus-backup drill']],
  ['```shell\nsudo \\\n  env A=b \\\n  ./node_modules/.bin/pegasus-backup drill\n```', ['pegasus-backup drill']],
  [
    '```bash\nRUN=$( pegasus-backup status )\necho "$(pegasus-backup report)"\n```',
    ['pegasus-backup status', 'pegasus-backup report', 'echo "$(…)"'],
  ],
  [
    '```bash\nRUN=`pegasus-backup status`; diff <(pegasus-backup report) old\n```',
    ['pegasus-backup status', 'pegasus-backup report', 'diff $(…) old'],
  ],
  [
    '```bash\nif ! pegasus-backup status; then (pegasus-backup report || true) & fi\n```',
    ['pegasus-backup status', 'pegasus-backup report', 'true'],
  ],
  [
    '```bash\npegasus-backup status &&\\\npegasus-backup report\n```',
    ['pegasus-backup status', 'pegasus-backup report'],
  ],
  ['~~~bash\npegasus-backup status\n~~~', ['pegasus-backup status']],
  ['- a list\n\n      pegasus-backup status\n', ['pegasus-backup status']],
  ['a line that is broken: `pegasus-backup status\n--stack s`', ['pegasus-backup status --stack s']],
  [
    '<pre>pegasus-backup status</pre> and ``pegasus-backup report``',
    ['pegasus-backup status', 'pegasus-backup report'],
  ],
  [
    '```text\npegasus-backup drill [--seed N]\nssh h pegasus-backup status\n```',
    ['pegasus-backup drill [--seed N]', 'ssh h pegasus-backup status'],
  ],
  // Of a program that is not known, to be refused
  [
    '`ssh host "pegasus-backup status"`, `docker run x pegasus-backup status`',
    ['ssh host "pegasus-backup status"', 'docker run x pegasus-backup status'],
  ],
  ['```bash\ncd copy\nterraform apply\n```', ['cd copy', 'terraform apply']],
  ['```json\n{"a": "terraform apply"}\n```', []],
])('a command line of a page is found: %j', (text, found) => {
  expect(commandsOf(text, 'page').map(({ line }) => line)).toEqual(found);
});

test.each(['ssh host "pegasus-backup status"', 'terraform apply', 'echo "$(…)"', 'npm exec pegasus-backup status'])(
  'F80 %s fails the test, since no place says how it is run or why not',
  (line) => expect([preparationOf(line), reasonOf(line)]).toEqual([undefined, undefined]),
);

test('F80 what another command prints is not guessed', () =>
  expect(() => wordsOf('pegasus-backup status --stack $(…)', {})).toThrow(/write it out/));

test('there are command lines of every kind', () => {
  expect([synopses.length, run.length, read.length].map((count) => count >= 8)).toEqual([true, true, true]);
});

test.each(synopses.map(({ where, line }) => [where, line]))(
  'F80 %s has only options that the command has: %s',
  (_, line) => {
    const command = commandOf(line);
    const known = [...command.options.map(({ long }) => long), '--help'];
    const named: readonly string[] = line.match(/--[a-z-]+/g) ?? [];
    expect(named.filter((option) => !known.includes(option))).toEqual([]);
    const needed = command.options.filter(({ mandatory }) => mandatory).map(({ long }) => long);
    expect(needed.filter((option) => !named.includes(option ?? ''))).toEqual([]);
  },
);

test.each(read.map(({ where, line }) => [where, line]))('F80 %s names what exists: %s', async (_, line) => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const script = /^npm run (\S+)/.exec(line)?.[1];
  if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
  if (/^aws (?!s3 |sqs )/.test(line)) expect(unknownParameters(line.split(' '))).toEqual([]);
  if (script === 'aws-check') expect(readOptions(['node', 'aws-check', ...wordsOf(line, {}).slice(4)])).toBeDefined();
  const drill = /^(?:npm run drill --|pegasus-backup drill)(.*)/.exec(line)?.[1];
  if (drill === undefined) return;
  const command = commandOf('pegasus-backup drill').action(() => undefined);
  await command.parseAsync(['node', 'drill', ...wordsOf(drill, {})]);
});

test.each(run.map(({ where, line }) => [where, line]))('F80 %s does what the page says: %s', async (_, line) => {
  const { prepare, exitCode = 0, says } = preparationOf(line)!;
  const { intercept } = world.aws.functions;
  await world.begin();
  try {
    const variables = (await prepare?.(world, line)) ?? {};
    const words = wordsOf(line, variables).map((word) => replaced(word, variables));
    world.output = '';
    if (words[0] === 'aws') {
      world.output = JSON.stringify(await sendAsAwsCli(words), (key, value) => (key === 'Body' ? undefined : value));
      expect(world.output).toMatch(says);
    } else {
      const ended = await world.pegasusBackup(...words.slice(1));
      expect({ exitCode: ended, output: world.output }).toEqual({ exitCode, output: expect.stringMatching(says) });
    }
  } finally {
    world.aws.functions.intercept = intercept;
    await world.end();
  }
});

/** Words that stand for others: `ARN`, and `N` inside a JSON text. The address of a page is that of this machine. */
function replaced(word: string, variables: Readonly<Record<string, string>>): string {
  if (word === 'http://127.0.0.1:4599') return world.aws.endpoint;
  const { N } = variables;
  return variables[word] ?? (N === undefined ? word : word.replace(/\bN\b/, N));
}

function commandOf(line: string): Command {
  const name = line.split(/\s+/)[1];
  const found = program().commands.find((command) => command.name() === name);
  if (found === undefined) throw new Error(`There is no command \`${name}\`: ${line}`);
  return found;
}
