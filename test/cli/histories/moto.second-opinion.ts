import { type OtherStore, startStore } from '../../other-store';
import { everyCommand } from './every-command';
import { HISTORIES, PATIENCE } from './history';
import { each } from './tally';

/** A store that leaves out the first entry behind a bare key marker. */
let store: OtherStore;
beforeEach(async () => {
  store = await startStore('moto_server');
});
afterEach(() => store.stop());

test(
  'F83 a second opinion, moto_server: with eight listers, the default, right or refused with the key',
  async () => {
    const tally = await everyCommand(store);
    expect(tally.wrong).toEqual([]);
    expect(tally.sum('refused')).toBeGreaterThan(0);
  },
  PATIENCE,
);

test(
  'F83 a second opinion, moto_server: with one lister, as the refusal advises, every end state is what the writer recorded',
  async () => {
    const tally = await everyCommand(store, ['--listers', '1']);
    expect(tally.wrong).toEqual([]);
    expect(tally.sum('refused')).toBe(0);
    expect(tally.of).toMatchObject(each({ right: HISTORIES, refused: 0 }));
  },
  PATIENCE,
);
