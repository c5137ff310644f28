import { eachPage, mapPages } from '../../../../runtime/objects/rewind/pages';

async function* pages(ended: string[]): AsyncGenerator<number> {
  try {
    yield* [1, 2, 3];
  } finally {
    ended.push('ended');
  }
}

test('pages are mapped in order, and what is left at the end follows once', async () => {
  const seen: number[] = [];
  for await (const page of mapPages(
    pages([]),
    async (page) => page * 10,
    () => 99,
  ))
    seen.push(page);
  expect(seen).toEqual([10, 20, 30, 99]);
});

test('a visitor ends it, and the source hears of it', async () => {
  const ended: string[] = [];
  const seen: number[] = [];
  await eachPage(
    mapPages(pages(ended), (page) => page),
    async (page) => {
      seen.push(page);
      return page < 2;
    },
  );
  expect(seen).toEqual([1, 2]);
  expect(ended).toEqual(['ended']);
});

test('an error of the source is the error of the walk', async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 1;
    throw new Error('half a list');
  }
  await expect(
    eachPage(
      mapPages(broken(), (page) => page),
      async () => true,
    ),
  ).rejects.toThrow('half a list');
});
