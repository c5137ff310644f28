import { type OtherStore, startStore } from '../../other-store';
import { everyCommand } from './every-command';
import { HISTORIES, PATIENCE } from './history';
import { each } from './tally';

/** A store of other people that keeps versions as S3 does, and ignores conditions on copies and deletions. */
let store: OtherStore;
beforeAll(async () => {
  store = await startStore('minio');
});
afterAll(() => store.stop());

test(
  'F83 a second opinion, MinIO: every end state is what the writer recorded',
  async () => {
    const tally = await everyCommand(store);
    expect(tally.wrong).toEqual([]);
    expect(tally.sum('refused')).toBe(0);
    expect(tally.of).toMatchObject(each({ right: HISTORIES, refused: 0 }));
  },
  PATIENCE,
);
