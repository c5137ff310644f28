import { lookUntilFound, patience } from '../../../runtime/execution/poll-until';
import { impatience } from '../../domain/workflow/workflow-fixture';

test('it looks until something is found', async () => {
  let looks = 0;
  const look = async () => (++looks < 4 ? { waitingFor: 'more' } : { found: looks });
  expect(await lookUntilFound(look, impatience())).toBe(4);
});

test('when time is up the machine is asked to try again, with the reason', async () => {
  await expect(lookUntilFound(async () => ({ waitingFor: 'the backup' }), impatience(2))).rejects.toMatchObject({
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

test('a drill on one machine shortens pauses', () => {
  process.env.PAUSE_SCALE = '0.5';
  try {
    expect(patience({ getRemainingTimeInMillis: () => 17_501 }, 5_000).again()).toBe(true);
    expect(patience({ getRemainingTimeInMillis: () => 17_500 }, 5_000).again()).toBe(false);
  } finally {
    delete process.env.PAUSE_SCALE;
  }
});
