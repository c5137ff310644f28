import { patience, poll, pollUntil, within } from '../../../runtime/execution/poll-until';
import { impatience } from '../../domain/workflow/workflow-fixture';
import { memoryClock } from '../traffic/memory-freeze';

test('it looks until something is found', async () => {
  let looks = 0;
  const look = async () => (++looks < 4 ? { waitingFor: 'more' } : { found: looks });
  expect(await pollUntil(look, impatience())).toBe(4);
});

test('when time is up the machine is asked to try again, with the reason', async () => {
  await expect(pollUntil(async () => ({ waitingFor: 'the backup' }), impatience(2))).rejects.toMatchObject({
    name: 'Retryable',
    message: expect.stringContaining('the backup'),
  });
});

test.each([
  [20_001, true],
  [20_000, false],
])('with %i ms left and looks 5 s apart, it looks again: %s', (left, again) =>
  expect(patience({ getRemainingTimeInMillis: () => left }, 5_000).again()).toBe(again),
);

test('what an invocation keeps for more work is kept from its looks', () => {
  const left = (milliseconds: number) =>
    patience({ getRemainingTimeInMillis: () => milliseconds }, 2_000, 'freezeProof').again();
  expect([left(362_001), left(362_000)]).toEqual([true, false]);
});

test('a pause is slept by the clock that is given', async () => {
  const clock = memoryClock();
  await patience({ getRemainingTimeInMillis: () => 0 }, 5_000, 'answer', clock).pause();
  expect(clock.now()).toBe(5_000);
});

test('within a time it looks once more when the time is over, and says what it saw last', async () => {
  const clock = memoryClock();
  const seen: number[] = [];
  const look = async () => seen[seen.push(clock.now()) - 1];
  expect(await poll(look, () => false, within(1, 250, clock))).toBe(1_000);
  expect(seen).toEqual([0, 250, 500, 750, 1_000]);
});
