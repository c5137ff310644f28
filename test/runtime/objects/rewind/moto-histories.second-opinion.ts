import { findMoto } from '../../../local/aws/s3/moto';
import { HISTORIES, type OtherStore, startStore, tryHistories } from './other-stores';

/** A store that leaves out the first entry behind a bare key marker. */
const path = findMoto();
(path === undefined ? describe.skip : describe)('a second opinion, moto_server', () => {
  let store: OtherStore;
  beforeAll(async () => {
    store = await startStore(path!, (port) => ['-H', '127.0.0.1', '-p', String(port)]);
  });
  afterAll(() => store.stop());

  test('eight listers, the default: right, or refused with the key', async () => {
    const { right, refused, wrong } = await tryHistories(store, {});
    expect(wrong).toEqual([]);
    expect(right + refused.length).toBe(HISTORIES);
    for (const message of refused) expect(message).toMatch(/`h\d+\/.*` in histories-/);
  });

  test('one lister, as the refusal advises: every end state equals the replay', async () => {
    expect(await tryHistories(store, { listers: 1 })).toEqual({ right: HISTORIES, refused: [], wrong: [] });
  });
});
