import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Keeps the names of the files of other packages that are in the bundles, for scripts/sbom.mjs. */
export function noteBundled(file, { outputs }) {
  const inputs = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([name, { bytesInOutput }]) => bytesInOutput > 0 && name.includes('node_modules/'))
      .map(([name]) => name),
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify([...new Set(inputs)].sort()));
}
