import { expect, test } from '@jest/globals';
import { sequences } from '../../../domain/checks/sequences';
import type { SequenceRaise } from '../../../domain/database/sequences';
import { raiseSequences, type SequenceRecord } from '../../../runtime/database/raise-sequences';
import { digestOf } from '../../../runtime/evidence/digest';
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
      return undefined;
    },
  };
  return { facts, raised };
}

const NAMES = ['s', 'a', 'b', 'c'].map((sequence) => ({ sequence }));
const SOURCE = { sequences: NAMES, next: new Map<string, string>(), wrongBefore: new Set<string>() };
const by = (gap: number) => ({ gap, continued: true });

test('F67: a sequence below its largest id is raised, and remembered', async () => {
  const { facts, raised } = ledger('3');
  const evidence = new MemoryEvidence();
  const record = { raises: [{ sequence: 's', to: '7' }], left: [], wrongBefore: [] };
  const sealed = digestOf(record);
  expect(await raiseSequences(RECORD, SOURCE, by(0), facts, evidence)).toEqual({ ...record, sealed });
  expect(evidence.json(RECORD)).toEqual(record);
  expect(raised).toEqual(record.raises);
});

test('a second try carries out the same, jumps no second gap, and keeps what was left', async () => {
  const evidence = new MemoryEvidence();
  const { facts, raised } = ledger('8', 1);
  await expect(raiseSequences(RECORD, SOURCE, by(1000), facts, evidence)).rejects.toThrow('connection lost');
  for (let again = 0; again < 2; again++) {
    const { raises, sealed } = await raiseSequences(RECORD, SOURCE, by(1000), facts, evidence);
    expect(raises).toEqual([{ sequence: 's', to: '1007' }]);
    expect(sealed).toBe(digestOf(evidence.json(RECORD)));
  }
  expect(new Set(raised.map(({ to }) => to))).toEqual(new Set(['1007']));
});

test('F112 a record that raises a sequence to where nothing raises it is not what an earlier try has left', async () => {
  const evidence = new MemoryEvidence();
  const { facts, raised } = ledger('3');
  await evidence.putJson(RECORD, { raises: [{ sequence: 's', to: '99998' }], left: [], wrongBefore: [] });
  await expect(raiseSequences(RECORD, SOURCE, by(0), facts, evidence)).rejects.toMatchObject({
    name: 'EvidenceUnusable',
    message: expect.stringContaining('raises s to 99998'),
  });
  expect(raised).toEqual([]);
});

test('F67 one that cannot be raised is named, the others are raised, and a second try raises it', async () => {
  const names = ['a', 'b', 'c'];
  const raised: string[] = [];
  let locked = true;
  const facts = {
    sequences: async () =>
      names.map((sequence) => ({
        sequence,
        next: '3',
        increment: '1',
        maximum: '99999',
        cycles: false,
        writable: true,
        columns: [{ column: `public.t.${sequence}`, largest: '7', nearest: '7' }],
      })),
    raise: async ({ sequence }: SequenceRaise) => {
      if (sequence === 'b' && locked) return 'canceling statement due to lock timeout';
      raised.push(sequence);
      return undefined;
    },
  };
  const evidence = new MemoryEvidence();
  const record = await raiseSequences(RECORD, SOURCE, by(0), facts, evidence);
  expect(raised).toEqual(['a', 'c']);
  expect(record.raises.map(({ sequence }) => sequence)).toEqual(['a', 'c']);
  expect(record.left).toEqual([
    {
      sequence: 'b',
      why: 'it should go on after 7, and could not be raised: canceling statement due to lock timeout',
    },
  ]);
  // The check of the sequences looks for what was written down.
  const written = evidence.json(RECORD) as SequenceRecord;
  expect(written.raises.map(({ sequence }) => sequence)).toEqual(names);
  const done = { raises: written.raises, wrongBefore: new Set<string>() };
  const found = (await facts.sequences()).map((one) =>
    one.sequence === 'b' ? one : { ...one, next: '8', columns: [] },
  );
  expect(sequences(found, done)).toMatchObject({
    outcome: 'failed',
    observed: expect.stringContaining('b was to go on after 7 and hands out 3'),
  });
  locked = false;
  expect((await raiseSequences(RECORD, SOURCE, by(0), facts, evidence)).left).toEqual([]);
  expect(raised).toEqual(['a', 'c', 'a', 'b', 'c']);
});

test('F94 a sequence that was moved after the recovery point goes on after what it has handed out under its new name', async () => {
  const { facts, raised } = ledger('8');
  const moved = { sequences: async () => (await facts.sequences()).map((one) => ({ ...one, id: '7/5/1' })) };
  const source = {
    sequences: [
      { sequence: 'archive.s', id: '7/5/1' },
      { sequence: 's', id: '7/5/2' },
    ],
    next: new Map([
      ['archive.s', '41'],
      ['s', '3'],
    ]),
    wrongBefore: new Set(['archive.s']),
  };
  const record = await raiseSequences(RECORD, source, by(0), { ...facts, ...moved }, new MemoryEvidence());
  expect(record).toMatchObject({ raises: [{ sequence: 's', to: '40' }], left: [], wrongBefore: ['s'] });
  expect(raised).toEqual(record.raises);
});
