import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, HISTORIES, type OtherStore, startStore, tryHistories } from './other-stores';

/** A store that shows when a version was superseded, and lists entries twice: it must be refused. */
const path = findProgram('versitygw');
(path === undefined ? describe.skip : describe)('a second opinion, versitygw', () => {
  let store: OtherStore;
  beforeAll(async () => {
    store = await startStore(path!, (port, folder) => {
      const [objects, versions] = [join(folder, 'objects'), join(folder, 'versions')];
      for (const each of [objects, versions]) mkdirSync(each);
      return ['--port', `127.0.0.1:${port}`, 'posix', '--versioning-dir', versions, objects];
    });
  });
  afterAll(() => store.stop());

  test('every history is refused, with the store and where', async () => {
    const { wrong, right, refused } = await tryHistories(store, {});
    expect({ wrong, right }).toEqual({ wrong: [], right: 0 });
    expect(refused).toHaveLength(HISTORIES);
    for (const message of refused) expect(message).toMatch(/VERSITYGW.*`histories-\w+\/h\d+\/`/);
  });
});
