import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

/** What a drill shortens: a wait beside the clock would take its whole time there. */
test('nothing in the product waits but by the clock', () => {
  const waiting = ['cli', 'domain', 'lambda', 'runtime'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file}`)
      .filter((file) => file.endsWith('.ts'))
      .filter((file) => /timers\/promises|setTimeout\(/.test(readFileSync(join(root, file), 'utf8'))),
  );
  expect(waiting).toEqual(['runtime/execution/clock.ts']);
});
