import { expect, test } from '@jest/globals';
import type { SequenceRaise } from '../../../domain/database/sequences';
import { raiseSequences } from '../../../runtime/database/raise-sequences';
import { MemoryEvidence } from '../evidence/memory-evidence';

const RECORD = 'runs/run-1/attempt-0/sequences.json';

/** One sequence that really rises. */
function ledger(next: string, fails = 0) {
  const raised: SequenceRaise[] = [];
  const facts = {
    sequences: async () => [
      { sequence: 's', column: 'public.t.id', next, largest: '7', increment: '1', maximum: '99999' },
    ],
    raise: async (raise: SequenceRaise) => {
      if (fails-- > 0) throw new Error('connection lost');
      raised.push(raise);
      next = String(Number(raise.to) + 1);
    },
  };
  return { facts, raised };
}

test('F67: a sequence below its largest id is raised, and said', async () => {
  const { facts, raised } = ledger('3');
  expect(await raiseSequences(RECORD, 0, facts, new MemoryEvidence())).toEqual(['s to 7']);
  expect(raised).toEqual([{ sequence: 's', to: '7' }]);
});

test('nothing is written where nothing is raised', async () => {
  const evidence = new MemoryEvidence();
  expect(await raiseSequences(RECORD, 0, ledger('8').facts, evidence)).toEqual([]);
  expect(evidence.texts.size).toBe(0);
});

test('a second try carries out the same, and jumps no second gap', async () => {
  const evidence = new MemoryEvidence();
  const { facts, raised } = ledger('8', 1);
  await expect(raiseSequences(RECORD, 1000, facts, evidence)).rejects.toThrow('connection lost');
  for (let again = 0; again < 2; again++) {
    expect(await raiseSequences(RECORD, 1000, facts, evidence)).toEqual(['s to 1007']);
  }
  expect(new Set(raised.map(({ to }) => to))).toEqual(new Set(['1007']));
});
