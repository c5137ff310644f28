import { INVARIANTS } from '../invariants/invariants';
import { KEPT, KEPT_STATES } from '../kept';
import { titleOf } from '../states/matrix';
import { FAULTS } from './catalogue';

/** docs/faults.md, from the catalogue. */
export function document(): string {
  const rows = FAULTS.map(({ id, fault, safe }) => `| ${id} | ${fault} | ${safe} |`);
  const invariants = INVARIANTS.map(({ number, says }) => `${number}. ${says[0]?.toUpperCase()}${says.slice(1)}.`);
  return [
    '# Faults to survive',
    '',
    'Each is tried by a test, by name, against the real synthesised state machine with its real handlers wherever that is',
    'possible (the files `*.faults.ts`), else against the part that it strikes. A test that has the number of a fault in its name',
    'tries it: `grep -rn F54 test` finds them. `npm run faults` runs them all and prints this table with what was seen; a fault',
    'without a test, or with a test that was not run, has failed. The list is `test/faults/catalogue/catalogue.ts`; this page is written',
    'from it (`UPDATE_GOLDEN=1`).',
    '',
    '*Hold*: stay frozen, source database and object versions untouched, alarm, report, operator’s decision. *Refuse*: an',
    'error before anything is frozen or written. *Next*: the next candidate.',
    '',
    '| # | fault or input | safe behaviour |',
    '|---|---|---|',
    ...rows,
    '',
    '## What holds after every one of them',
    '',
    'Checked from outside, after every trial with the whole state machine, wherever its run holds and when it has ended. Each',
    'was broken once, and seen to fail (`faults/invariants.faults.ts`).',
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
    'holds or ends; then it is lifted, and the decision is `retry`. A throttle passes after some tries, and no run holds for it',
    '(F109). States after whose failure a run can still be verified share',
    'runs: it holds for one, goes on to the next, and must be verified in the end.',
    '',
    '## What `npm test` keeps',
    '',
    'Every test of a part, one drill that must fail, and with the whole state machine one trial of each kind:',
    '',
    ...KEPT.map(({ title }) => `- ${title}`),
    ...KEPT_STATES.map(([step, kind]) => `- ${titleOf(step, kind)}`),
    '',
  ].join('\n');
}
