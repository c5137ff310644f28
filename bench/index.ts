import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run bench -- NAME`: runs `bench/NAME.ts`, which prints ratios measured in one run. */
const name = process.argv[2] ?? 'rewind';
const file = join(__dirname, `${name}.ts`);
if (!existsSync(file)) {
  console.error(`There is no benchmark \`${name}\` in bench/.`);
  process.exit(2);
}
void import(file);
