import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { type OperatingUser, operatingUser } from '../../postgres/operating-user';
import { findPostgresTools, MissingTools } from '../../postgres/tools';

/**
 * The PATH on which the programs of an image are found on this machine: no image is pulled and nothing is contained.
 * @throws MissingTools
 */
export function pathFor(image: string, user?: OperatingUser): string {
  const path = process.env.PATH ?? '';
  const postgres = /\/postgres:(\d+)$/.exec(image);
  if (postgres) return [findPostgresTools(Number(postgres[1])).folder, path].join(delimiter);
  if (!/\/aws-cli:[\w.]+$/.test(image)) throw new Error(`The image ${image} has no counterpart on this machine.`);
  requireAwsCli(user);
  return path;
}

/**
 * @param user who is to run it, and may not be able to enter the folder of another's programs
 * @throws MissingTools
 */
export function requireAwsCli(user = operatingUser()): void {
  if (spawnSync('/bin/sh', ['-c', 'command -v aws'], { ...user, env: { PATH: process.env.PATH } }).status === 0) return;
  const whose = user === undefined ? '' : ' that the user `nobody` can run (as root, tasks run as that user)';
  throw new MissingTools(`The AWS CLI${whose} is not on the PATH: install it, as \`apt-get install awscli\`.`);
}
