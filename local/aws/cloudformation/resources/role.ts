import * as z from 'zod';
import { LOCAL_ACCOUNT } from '../../service';
import { givenName, physicalName, type Resource, type ResourceRequest } from '../resource';
import { attachTo, PolicyDocument } from './policy';

const Properties = z.looseObject({
  RoleName: z.string().optional(),
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
});

/** With the policies that it holds and those of the stack that it names; what a policy of AWS allows is not known here. */
export async function createRole(request: ResourceRequest): Promise<Resource> {
  const { Policies, ManagedPolicyArns } = Properties.parse(request.properties);
  const { permissions, roles } = request.services;
  const name = givenName(request, 'RoleName') ?? physicalName(request, 64);
  for (const { PolicyDocument } of Policies) attachTo([name], PolicyDocument, permissions);
  for (const arn of ManagedPolicyArns) {
    attachTo([name], PolicyDocument.parse({ Statement: roles.managed.get(arn) ?? [] }), permissions);
  }
  return { ref: name, attributes: { Arn: `arn:aws:iam::${LOCAL_ACCOUNT}:role/${name}`, RoleId: name } };
}
