import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { AWS_CLI_IMAGE, POSTGRES_IMAGES } from '../../../lib/database/self-managed/images';
import { type OperatingUser, operatingUser } from '../../postgres/operating-user';
import { findPostgresTools, MissingTools } from '../../postgres/tools';

/**
 * The PATH on which the programs of an image are found on this machine: no image is pulled and nothing is contained.
 * @throws MissingTools
 */
export function pathFor(image: string, user?: OperatingUser): string {
  const path = process.env.PATH ?? '';
  const [postgres] = Object.entries(POSTGRES_IMAGES).find(([, recorded]) => recorded === image) ?? [];
  if (postgres) return [findPostgresTools(Number(postgres)).folder, path].join(delimiter);
  if (image !== AWS_CLI_IMAGE) throw new Error(`The image ${image} has no counterpart on this machine.`);
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
