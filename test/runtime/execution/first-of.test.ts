import { firstOf } from '../../../runtime/execution/first-of';

async function* pages(...given: ({ entries?: string[] } | Error)[]) {
  for (const page of given) {
    if (page instanceof Error) throw page;
    yield page;
  }
}
const first = (...given: Parameters<typeof pages>) => firstOf(pages(...given), ({ entries }) => entries);

test('F108 the first of a list may stand behind pages that are empty', async () => {
  expect(await first({ entries: [] }, {}, { entries: ['a', 'b'] })).toBe('a');
  expect(await first({}, { entries: [] })).toBeUndefined();
});

test('no page is asked for behind the one that has it', async () => {
  expect(await first({ entries: ['a'] }, new Error('asked'))).toBe('a');
  await expect(first({ entries: [] }, new Error('asked'))).rejects.toThrow('asked');
});
