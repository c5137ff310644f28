import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** The files are run whole: some tests build on the one before. */
function runTrials(resultsFile: string, recordsFile: string): [TestResult[], RecordLine[]] {
  const files = [...new Set(FAULTS.flatMap(({ trials }) => trials.map(({ file }) => file)))];
  writeFileSync(recordsFile, '');
  spawnSync('npx', ['jest', '--runTestsByPath', ...files, '--json', `--outputFile=${resultsFile}`, '--silent'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, FAULTS: 'all', [RECORD_VARIABLE]: recordsFile },
  });
  const { testResults } = testReport.parse(JSON.parse(readFileSync(resultsFile, 'utf8')));
  const results = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((one) => ({ ...one, file: name })),
  );
  const lines = readFileSync(recordsFile, 'utf8').split('\n').filter(Boolean);
  return [results, lines.map((line) => recordLine.parse(JSON.parse(line)))];
}

process.exitCode = main();
