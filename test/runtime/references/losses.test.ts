import { acceptedLosses, keepAccepted, lossesOf } from '../../../runtime/references/losses';
import { PLAN } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';

const decided = { by: 'grace', at: '2026-11-23T05:00:00Z', reason: 'never uploaded', decidedIn: 'arn' };
const accepted = [{ key: 'pegasus/a\u2028', row: 'lectures a (audio_path)', ...decided }];
let evidence: MemoryEvidence;
beforeEach(() => {
  evidence = new MemoryEvidence();
});

test('F100 what was accepted is read back as it was decided on', async () => {
  const kept = await keepAccepted('runs/run-1/accepted-losses/d.jsonl', accepted, evidence);
  expect(kept.count).toBe(1);
  expect(await acceptedLosses(kept, evidence)).toEqual(accepted);
  expect(await acceptedLosses(undefined, evidence)).toEqual([]);
  expect(await acceptedLosses(null, evidence)).toEqual([]);
});

test.each([
  ['added to', (text: string) => `${text}${JSON.stringify({ key: 'pegasus/b', ...decided })}\n`],
  ['changed', (text: string) => text.replace('pegasus/a', 'pegasus/b')],
  ['emptied', () => ''],
])('F100 a list that was %s since it was decided on is refused', async (_, change) => {
  const kept = await keepAccepted('list', accepted, evidence);
  await evidence.putText('list', change(evidence.texts.get('list')!.text));
  await expect(acceptedLosses(kept, evidence)).rejects.toThrow(/are not those that were decided on/);
});

test('F100 keys that could not be brought back are losses, with the reason of each', async () => {
  const failed = [{ key: 'pegasus/a', error: 'NoSuchVersion: gone', gone: true }];
  const result = { copied: 0, marked: 0, found: 0 };
  await evidence.putJson('runs/run-1/attempt-0/results/part-000000.json', { ...result, part: 'part-000000', failed });
  await evidence.putJson('runs/run-1/attempt-0/results/part-000001.json', {
    ...result,
    part: 'part-000001',
    failed: [],
  });
  const losses = [{ key: 'pegasus/a', why: 'NoSuchVersion: gone' }];
  expect(await lossesOf(PLAN, 0, { error: 'ObjectsNotRestored' }, evidence)).toEqual(losses);
  expect(evidence.json('runs/run-1/attempt-0/losses.json')).toEqual(losses);
});

test('nothing can be named of a failure of another kind, or where no list was left', async () => {
  await evidence.putJson('runs/run-1/attempt-0/losses.json', [{ key: 'pegasus/a' }]);
  expect(await lossesOf(PLAN, 0, { error: 'CheckFailed' }, evidence)).toBeUndefined();
  expect(await lossesOf(PLAN, 1, { error: 'DanglingReferences' }, evidence)).toBeUndefined();
});
