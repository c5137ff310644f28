import * as z from 'zod';
import { LOCAL_ACCOUNT } from '../../service';
import { givenName, physicalName, type Resource, type ResourceRequest } from '../resource';
import { attachTo, PolicyDocument } from './policy';

const Properties = z.looseObject({
  ManagedPolicyName: z.string().optional(),
  PolicyDocument,
  Roles: z.array(z.string()).default([]),
});

/** Noted for the calls of functions, and for IAM: it can be attached to roles. */
export async function createManagedPolicy(request: ResourceRequest): Promise<Resource> {
  const { PolicyDocument, Roles } = Properties.parse(request.properties);
  const name = givenName(request, 'ManagedPolicyName') ?? physicalName(request, 128);
  const arn = `arn:aws:iam::${LOCAL_ACCOUNT}:policy/${name}`;
  attachTo(Roles, PolicyDocument, request.services.permissions);
  request.services.roles.managed.set(arn, PolicyDocument.Statement);
  return { ref: arn, attributes: { PolicyArn: arn } };
}
