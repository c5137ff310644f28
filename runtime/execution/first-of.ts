/** The first of a list that is asked for page by page: a page may be empty, and more come behind it. */
export async function firstOf<Page, Entry>(
  pages: AsyncIterable<Page>,
  entriesOf: (page: Page) => readonly Entry[] | undefined,
): Promise<Entry | undefined> {
  for await (const page of pages) {
    const [first] = entriesOf(page) ?? [];
    if (first !== undefined) return first;
  }
  return undefined;
}
