import { INVARIANTS } from '../invariants/invariants';
import { FAULTS } from './catalogue';

/** docs/faults.md, from the catalogue. */
export function document(): string {
  const rows = FAULTS.map(
    ({ id, fault, safe, trials }) =>
      `| ${id} | ${fault} | ${safe} | ${[...new Set(trials.map(({ file }) => `\`${file.replace('test/', '')}\``))].join(' ') || 'nowhere yet'} |`,
  );
  const invariants = INVARIANTS.map(({ number, says }) => `${number}. ${says[0]?.toUpperCase()}${says.slice(1)}.`);
  return [
    '# Faults to survive',
    '',
    'Each is tried by a test, by name, against the real synthesised state machine with its real handlers wherever that is',
    'possible (`faults/machine`, `faults/surroundings`, `faults/states`), else against the part that it strikes. `npm run faults` runs',
    'them all and prints this table with what was seen; a fault whose trial was not run is red. The list is',
    '`test/faults/catalogue/catalogue.ts`; this page is written from it (`UPDATE_GOLDEN=1`).',
    '',
    '*Hold*: stay frozen, source database and object versions untouched, alarm, report, operator’s decision. *Refuse*: an',
    'error before anything is frozen or written. *Next*: the next candidate.',
    '',
    '| # | fault or input | safe behaviour | tried in `test/` |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## What holds after every one of them',
    '',
    'Looked at from outside, after every trial with the whole machine, wherever its run holds and when it has ended. Each was',
    'broken once, and seen to be red (`faults/invariants.test.ts`).',
    '',
    ...invariants,
    '',
    'The third and the fourth allow traffic that is open on an attempt of which everything was proved, and whose run failed',
    'afterwards (its tear-down, say). The seventh runs the finished steps of the run again that write: RestoreObjects, when',
    'VerifyObjects had found it complete, and TearDown. A run that holds has no report yet: its report comes with its end.',
    '',
    '## F72',
    '',
    'Every state × {throws, times out, is killed, is throttled, answers nonsense, runs twice}: the fault goes on until the run',
    'holds or ends; then it is lifted, and whoever is asked says `retry`. `npm test` tries a representative few, `npm run faults`',
    'all of them.',
    '',
  ].join('\n');
}
