import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleOf } from '../../../lib/handler/handler';

/** All code that a handler loads: its own, and the chunks that it shares with others. */
export function codeOf(bundle: string): string {
  const { folder } = bundleOf(bundle);
  const loaded = new Map<string, string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    const code = readFileSync(file, 'utf8');
    loaded.set(file, code);
    for (const [, chunk] of code.matchAll(/require\("(\.[^"]+)"\)/g)) load(join(dirname(file), chunk!));
  };
  load(join(folder, `${bundle}.js`));
  return [...loaded.values()].join('\n');
}
