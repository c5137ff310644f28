import { createHash } from 'node:crypto';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { AUTHORITIES_FILE } from '../../domain/database/trust';

const FOLDER = 'pegasus-backup:handler-code';

/**
 * Puts the file beside the bundles of all handlers below `scope`. So they still are one asset, the same for each pair
 * with this file, and need no permission or variable for it: a file of one Region has more than the 4 KB of an environment,
 * and an object or parameter could be changed or deleted apart from the code. Before `scope` has children.
 */
export function putBesideHandlers(scope: Construct, bundles: string, pem: string): void {
  const name = `handlers-with-${createHash('sha256').update(pem).digest('hex').slice(0, 16)}`;
  const folder = join(Stage.of(scope)!.assetOutdir, name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(bundles, folder, { recursive: true });
  writeFileSync(join(folder, AUTHORITIES_FILE), pem);
  scope.node.setContext(FOLDER, folder);
}

/** The bundles, with what was put beside them for the handlers below `scope`. */
export const handlerCode = (scope: Construct, bundles: string): Code =>
  Code.fromAsset(scope.node.tryGetContext(FOLDER) ?? bundles);
