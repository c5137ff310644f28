import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireAwsCli } from '../../local/aws/ecs/images';
import { findPostgresTools, MissingTools } from '../../local/postgres/tools';
import { hasEngine } from '../mock-aws/asl-engine';
import { findProgram, type startStore } from '../other-store';

/** Another program that is asked, and how to get it. */
interface Program {
  readonly name: string;
  /** What a test that needs it starts. */
  readonly neededBy: RegExp;
  readonly isHere: () => boolean;
  readonly get: string;
}

const PROGRAMS: readonly Program[] = [
  store('moto_server', "pip install 'moto[server,all]'"),
  store('minio', 'go install github.com/minio/minio@latest'),
  store('versitygw', 'go install github.com/versity/versitygw/cmd/versitygw@latest'),
  {
    name: 'cfn-lint',
    neededBy: /'cfn-lint'/,
    isHere: () => spawnSync('cfn-lint', ['--version']).status === 0,
    get: 'pip install cfn-lint',
  },
  {
    name: 'policy-sentry',
    neededBy: /\bpolicySentry\b/,
    isHere: () => spawnSync('python3', ['-c', 'import policy_sentry']).status === 0,
    get: 'pip install policy-sentry',
  },
  {
    name: 'the engine of moto, with jsonata-python',
    neededBy: /\bstartEngine\b/,
    isHere: hasEngine,
    get: "pip install 'moto[server,stepfunctions]' jsonata-python",
  },
  {
    name: 'pg_dump, pg_restore, psql, aws',
    neededBy: /'self-managed'|\bstartOwnServer\b|\bstartBed\b/,
    isHere: () => isFound(findPostgresTools) && isFound(requireAwsCli),
    get: 'apt-get install postgresql postgresql-client awscli, or what your system calls them',
  },
];

/**
 * `npm run second-opinions`: the tests that ask a program of other people's making, and which of them could not be tried
 * here. Ends with 1 when one is red, or when nothing at all could be tried.
 */
function main(): number {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.second-opinion.ts'))
    .map((file) => join('test', file))
    .map((file) => ({ file, program: programOf(file) }));
  const here = new Map(PROGRAMS.map((program) => [program, program.isHere()]));
  const tried = files.filter(({ program }) => here.get(program));
  const { status } =
    tried.length === 0
      ? { status: 1 }
      : spawnSync(
          'npx',
          ['jest', '--testMatch', '**/*.second-opinion.ts', '--runTestsByPath', ...tried.map(({ file }) => file)],
          { stdio: 'inherit' },
        );
  for (const program of PROGRAMS) {
    const its = files.filter((one) => one.program === program).map(({ file }) => file);
    console.log(here.get(program) ? `tried      ${program.name}` : `NOT TRIED  ${program.name}: ${program.get}`);
    for (const file of its) console.log(`             ${file}`);
  }
  console.log(`${tried.length} of ${files.length} files with second opinions were tried.`);
  return status ?? 1;
}

function store(name: Parameters<typeof startStore>[0], get: string): Program {
  return {
    name,
    neededBy: new RegExp(`\\bstartStore\\('${name}'\\)`),
    isHere: () => findProgram(name) !== undefined,
    get,
  };
}

function isFound(find: () => unknown): boolean {
  try {
    find();
    return true;
  } catch (error) {
    if (error instanceof MissingTools) return false;
    throw error;
  }
}

function programOf(file: string): Program {
  const text = readFileSync(file, 'utf8');
  const needed = PROGRAMS.filter(({ neededBy }) => neededBy.test(text));
  if (needed.length !== 1)
    throw new Error(`${file} asks ${needed.length} of the programs that are known here: one is needed.`);
  return needed[0]!;
}

process.exitCode = main();
