import { findProgram, HISTORIES, type OtherStore, startStore, tryHistories } from './other-stores';

/** A store of other people that keeps versions as S3 does, and ignores conditions on copies and deletions. */
const path = findProgram('minio');
(path === undefined ? describe.skip : describe)('a second opinion, MinIO', () => {
  let store: OtherStore;
  beforeAll(async () => {
    const at = (port: number, folder: string) => ['server', '--quiet', '--address', `127.0.0.1:${port}`, folder];
    store = await startStore(path!, at);
  });
  afterAll(() => store.stop());

  test('random histories, nested prefixes, default options: every end state equals the replay', async () => {
    expect(await tryHistories(store, {})).toEqual({ right: HISTORIES, refused: [], wrong: [] });
  });
});
