import {
  abroad,
  isBehind,
  type SequenceFacts,
  type SequenceLeft,
  type SequenceRaise,
  sayLeft,
  sayRaised,
  whyNoCounter,
} from '../database/sequences';
import type { CheckResult } from '../workflow/workflow';
import { type Check, count, judge, notApplicable, unknown } from './check';

export const SEQUENCES: Check = {
  name: 'sequences',
  expected: 'no sequence has still to hand out an id that is in use, unless that is how the source was',
};

/** What ConfigureDatabase did, before any writer could connect, and how the source was. */
export interface SequencesDone {
  readonly raises: readonly SequenceRaise[];
  /** Of those of the source whose columns held larger ids already. Undefined when nothing says so. */
  readonly wrongBefore: ReadonlySet<string> | undefined;
}

/** Where nothing says how the source was, a free next id is taken for a row with an id of its own choosing. */
export function sequences(found: readonly SequenceFacts[], { raises, wrongBefore }: SequencesDone): CheckResult {
  if (found.length === 0 && raises.length === 0) return notApplicable(SEQUENCES, 'there is no sequence');
  const behind = found.filter(isBehind);
  const expected = behind.filter((facts) =>
    wrongBefore === undefined
      ? facts.columns.every(({ nearest }) => nearest !== facts.next)
      : wrongBefore.has(facts.sequence),
  );
  const defects = [
    ...behind
      .filter((facts) => !expected.includes(facts))
      .map((facts) => `${facts.sequence} hands out ${facts.next}, ${abroad(facts)}`),
    ...raises.flatMap((raise) => notRaised(raise, found)),
  ];
  const unseen = found.flatMap(({ sequence, unknown: whyNot, columns }) => [
    ...(whyNot === undefined ? [] : [`${sequence}: ${whyNot}`]),
    ...columns.flatMap(({ column, unknown: why, unlike }) =>
      why === undefined || unlike ? [] : [`${column}: ${why}`],
    ),
  ]);
  if (defects.length === 0 && unseen.length > 0) return unknown(SEQUENCES, unseen.join('; '));
  const left: SequenceLeft[] = [
    ...expected.map((facts) => ({ sequence: facts.sequence, why: abroad(facts) })),
    ...found.flatMap((facts) => ({ sequence: facts.sequence, why: whyNoCounter(facts) ?? '' })),
  ].filter(({ why }) => why !== '');
  if (defects.length === 0 && found.every(({ next }) => next === null)) {
    const none = `none of ${count(found.length, 'sequence')} could be looked at`;
    return notApplicable(SEQUENCES, `${none}: ${sayLeft(left).join(', ')}`);
  }
  const unlike = found.flatMap(({ columns }) => columns.filter((column) => column.unlike));
  const counters = found.filter((facts) => whyNoCounter(facts) === undefined);
  const named = counters.filter(({ columns }) => columns.length === 0);
  const compared = counters.filter(({ columns }) => columns.some(({ largest }) => largest !== null));
  const empty = counters.filter(
    ({ columns }) => columns.some(({ unlike }) => !unlike) && columns.every(({ largest }) => largest === null),
  );
  const blind = counters.length - named.length - compared.length - empty.length;
  const good = compared.length - expected.length;
  const said = [
    ...(compared.length > 0 ? [`${count(good, 'sequence')} above ${good === 1 ? 'its ids' : 'their ids'}`] : []),
    ...(raises.length > 0 ? [`raised: ${sayRaised(raises).join(', ')}`] : []),
    ...(left.length > 0 ? [`left as they were: ${sayLeft(left).join(', ')}`] : []),
    ...(named.length > 0 ? [`${count(named.length, 'sequence')} that no column takes its ids from`] : []),
    ...(empty.length > 0
      ? [`${count(empty.length, 'sequence')} of ${empty.length === 1 ? 'a column' : 'columns'} without an id`]
      : []),
    ...(blind > 0 ? [`${count(blind, 'sequence')} not looked at`] : []),
    ...(unlike.length > 0
      ? [`columns not looked at: ${unlike.map(({ column, unknown: why }) => `${column} (${why})`).join(', ')}`]
      : []),
  ];
  // What was raised was looked at, too.
  if (defects.length === 0 && compared.length === 0 && raises.length === 0) {
    return notApplicable(SEQUENCES, `no ids to compare a sequence with: ${said.join('; ')}`);
  }
  return judge(SEQUENCES, defects, said.join('; '));
}

/** What was raised is looked at again: another step may have lowered it. */
function notRaised({ sequence, to }: SequenceRaise, found: readonly SequenceFacts[]): string[] {
  const facts = found.find((one) => one.sequence === sequence);
  if (facts === undefined) return [`${sequence} was to go on after ${to} and is gone`];
  if (facts.unknown !== undefined) return [];
  return facts.next !== null && BigInt(facts.next) > BigInt(to)
    ? []
    : [`${sequence} was to go on after ${to} and hands out ${facts.next}`];
}
