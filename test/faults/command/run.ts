import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS } from '../catalogue/catalogue';
import { RECORD_VARIABLE, type RecordLine, recordLine } from '../rig/record-line';
import { failedBesides, judge, type TestResult, testReport } from './judge';
import { table } from './table';

/**
 * `npm run faults`: runs every trial of the catalogue, F72 with every state and every kind, prints the table, and ends
 * with 1 when a fault is red, or another test of the same files. What was not run is red.
 */
function main(): number {
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-fault-results-'));
  try {
    const [results, records] = runTrials(join(folder, 'results.json'), join(folder, 'records.jsonl'));
    const judged = FAULTS.map((fault) => judge(fault, results, records));
    for (const line of table(judged)) console.log(line);
    const others = failedBesides(FAULTS, results);
    for (const title of others) console.log(`No trial of a fault, and failed: ${title}`);
    return others.length === 0 && judged.every(({ red }) => red.length === 0) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Files that try a fault: the trials with the whole state machine, and tests of a part with the number of a fault in a
 * name. They are run whole, as some tests build on the one before. What needs another program is a second opinion.
 */
function files(): string[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map((file) => join('test', file))
    .filter((file) => {
      if (file.endsWith('.faults.ts')) return true;
      if (!file.endsWith('.test.ts') || KEPT.includes(file)) return false;
      return /(?:test|describe|it)\b[^;]*['"`](?:[^'"`\n]* )?F\d{2,3}\b/.test(readFileSync(file, 'utf8'));
    });
}

/** Trials that `npm test` keeps of those that are run here anyway, and drills whose faults have a longer trial here. */
const KEPT = [join('test', 'faults', 'kept.test.ts'), join('test', 'drill', 'whole-drill.test.ts')];

function runTrials(resultsFile: string, recordsFile: string): [TestResult[], RecordLine[]] {
  writeFileSync(recordsFile, '');
  const matching = ['--testMatch', '**/*.test.ts', '**/*.faults.ts'];
  const output = ['--json', `--outputFile=${resultsFile}`, '--silent'];
  spawnSync('npx', ['jest', ...matching, ...output, '--runTestsByPath', ...files()], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, [RECORD_VARIABLE]: recordsFile },
  });
  const { testResults } = testReport.parse(JSON.parse(readFileSync(resultsFile, 'utf8')));
  const lines = readFileSync(recordsFile, 'utf8').split('\n').filter(Boolean);
  const brokenFiles = testResults
    .filter(
      ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
    )
    .map(
      ({ name, message }): TestResult => ({
        fullName: `${name} could not be run: ${message.slice(0, 200)}`,
        status: 'failed',
      }),
    );
  return [
    brokenFiles.concat(testResults.flatMap(({ assertionResults }) => assertionResults)),
    lines.map((line) => recordLine.parse(JSON.parse(line))),
  ];
}

process.exitCode = main();
