import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { storeClient } from '../../../runtime/objects/rewind/engine';
import { everyCommand } from './every-command';
import { HISTORIES, PATIENCE } from './history';
import { each } from './tally';

/** The stated figure is 2,000: `HISTORIES=2000 npm test -- --testMatch '**\/*.faults.ts' test/cli/histories`. */
const directory = mkdtempSync(join(tmpdir(), 'histories-local-'));
let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ directory });
  Object.assign(process.env, aws.environment);
});
afterAll(async () => {
  await aws.close();
  rmSync(directory, { recursive: true, force: true });
});

test(
  'F83 local: every end state is what the writer recorded',
  async () => {
    const { endpoint } = aws;
    const tally = await everyCommand({ endpoint, client: storeClient({ endpoint, forcePathStyle: true }) });
    expect(tally.wrong).toEqual([]);
    expect(tally.of).toMatchObject(each({ right: HISTORIES, refused: 0 }));
    expect(tally.sum('refused')).toBe(0);
  },
  PATIENCE,
);
