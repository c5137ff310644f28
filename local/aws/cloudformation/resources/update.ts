import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Resource, ResourceRequest, Standing } from '../resource';
import { createBackupVault } from './backup-vault';
import { CALLED, updateCustomResource } from './custom-resource';
import { updateParameter } from './parameter';

type Update = (request: ResourceRequest, standing: Standing) => Promise<Resource>;

/** What an update writes again. */
const UPDATES: Readonly<Record<string, Update>> = {
  'AWS::SSM::Parameter': updateParameter,
  'AWS::Backup::BackupVault': createBackupVault,
  // Its state is what a test has made of it.
  'AWS::KMS::Key': async (_, { resource }) => resource,
  ...Object.fromEntries(CALLED.map((type) => [type, updateCustomResource])),
};

/** A change of these alone has no effect on this machine. */
const UNSEEN = ['Tags', 'Description'];

/**
 * A resource of a stack that is deployed again. As CloudFormation: one whose properties are the same is not touched; of
 * one with any change, a tag is enough, all is written as the template says.
 */
export async function update(request: ResourceRequest, standing: Standing): Promise<Resource> {
  const { type, properties } = request;
  if (type !== standing.type) throw new Error(`Update of resource type is not permitted: it is a ${standing.type}`);
  const names = Object.keys({ ...standing.properties, ...properties });
  const changed = names.filter((name) => !isDeepStrictEqual(properties[name], standing.properties[name]));
  if (changed.length === 0) return standing.resource;
  const known = Object.hasOwn(UPDATES, type) ? UPDATES[type] : undefined;
  if (known) return known(request, standing);
  if (changed.every((name) => UNSEEN.includes(name))) return standing.resource;
  if (type === 'AWS::Lambda::Function' && changed.join() === 'Environment') {
    const { Variables } = Environment.parse(properties.Environment);
    request.services.functions.reconfigure(standing.resource.ref, Variables);
    return standing.resource;
  }
  throw new Error(`this machine cannot change ${changed.map((name) => `\`${name}\``).join(', ')} of what exists`);
}

const Environment = z.strictObject({ Variables: z.record(z.string(), z.coerce.string()) });
