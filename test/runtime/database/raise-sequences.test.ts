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
      {
        sequence: 's',
        next,
        increment: '1',
        maximum: '99999',
        cycles: false,
        writable: true,
        columns: [{ column: 'public.t.id', largest: '7', nearest: Number(next) <= 7 ? '7' : null }],
      },
    ],
    raise: async (raise: SequenceRaise) => {
      if (fails-- > 0) throw new Error('connection lost');
      raised.push(raise);
      next = String(Number(raise.to) + 1);
    },
  };
  return { facts, raised };
}

const SOURCE = { next: new Map<string, string>(), wrongBefore: new Set<string>() };
const by = (gap: number) => ({ gap, continued: true });

test('F67: a sequence below its largest id is raised, and remembered', async () => {
  const { facts, raised } = ledger('3');
  const evidence = new MemoryEvidence();
  const record = { raises: [{ sequence: 's', to: '7' }], left: [], wrongBefore: [] };
  expect(await raiseSequences(RECORD, SOURCE, by(0), facts, evidence)).toEqual(record);
  expect(evidence.json(RECORD)).toEqual(record);
  expect(raised).toEqual(record.raises);
});

test('a second try carries out the same, jumps no second gap, and keeps what was left', async () => {
  const evidence = new MemoryEvidence();
  const { facts, raised } = ledger('8', 1);
  await expect(raiseSequences(RECORD, SOURCE, by(1000), facts, evidence)).rejects.toThrow('connection lost');
  for (let again = 0; again < 2; again++) {
    const { raises } = await raiseSequences(RECORD, SOURCE, by(1000), facts, evidence);
    expect(raises).toEqual([{ sequence: 's', to: '1007' }]);
  }
  expect(new Set(raised.map(({ to }) => to))).toEqual(new Set(['1007']));
});
