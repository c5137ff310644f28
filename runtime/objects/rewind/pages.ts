/**
 * Not async generators: one that waits for its next page still holds the last one in its frame, and so does `for await`;
 * with many listers these add up to more than what is worked on.
 */

/** @param last what follows when all pages were seen */
export function mapPages<In, Out>(
  pages: AsyncIterable<In>,
  map: (page: In) => Out | Promise<Out>,
  last: () => Out | undefined = () => undefined,
): AsyncIterable<Out> {
  return {
    [Symbol.asyncIterator]: () => {
      const source = pages[Symbol.asyncIterator]();
      let ended = false;
      return {
        next: async () => {
          const { done, value } = ended ? { done: true as const, value: undefined } : await source.next();
          if (done !== true) return { done: false, value: await map(value) };
          const more = ended ? undefined : last();
          ended = true;
          return more === undefined ? { done: true, value: undefined } : { done: false, value: more };
        },
        return: async () => {
          await source.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** @param visit ends it by answering false */
export async function eachPage<Page>(
  pages: AsyncIterable<Page>,
  visit: (page: Page) => Promise<boolean>,
): Promise<void> {
  const source = pages[Symbol.asyncIterator]();
  const step = async () => {
    const { done, value } = await source.next();
    return done !== true && (await visit(value));
  };
  while (await step());
  await source.return?.();
}
