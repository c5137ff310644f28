import { type OtherStore, startStore } from '../../other-store';
import { everyCommand } from './every-command';
import { HISTORIES, PATIENCE } from './history';
import { each } from './tally';

/** A store that shows when a version was superseded, and lists entries twice: it must be refused. */
let store: OtherStore;
beforeAll(async () => {
  store = await startStore('versitygw');
});
afterAll(() => store.stop());

test(
  'F83 a second opinion, versitygw: every command refuses every history, and says where',
  async () => {
    const tally = await everyCommand(store);
    expect(tally.wrong).toEqual([]);
    expect(tally.of).toEqual(each({ right: 0, refused: HISTORIES }));
  },
  PATIENCE,
);
