import { delimiter } from 'node:path';
import { commandOnPath, findPostgresTools, MissingTools } from '../../postgres/tools';

/**
 * The PATH on which the programs of an image are found on this machine: no image is pulled and nothing is contained.
 * @throws MissingTools
 */
export function pathFor(image: string): string {
  const path = process.env.PATH ?? '';
  const postgres = /\/postgres:(\d+)$/.exec(image);
  if (postgres) return [findPostgresTools(Number(postgres[1])).folder, path].join(delimiter);
  if (!/\/aws-cli:[\w.]+$/.test(image)) throw new Error(`The image ${image} has no counterpart on this machine.`);
  requireAwsCli();
  return path;
}

/** @throws MissingTools */
export function requireAwsCli(): void {
  if (commandOnPath('aws') !== undefined) return;
  throw new MissingTools('The AWS CLI is not on the PATH: install it, as `pip install awscli`.');
}
