import * as z from 'zod';
import { physicalName, type Resource, type ResourceRequest, type Standing } from '../resource';

const Properties = z.strictObject({
  Name: z.string().optional(),
  Type: z.enum(['String', 'StringList']),
  Value: z.string(),
  Description: z.unknown().optional(),
  Tags: z.unknown().optional(),
  Tier: z.unknown().optional(),
});

export async function createParameter(request: ResourceRequest): Promise<Resource> {
  const { Name, Type, Value } = Properties.parse(request.properties);
  const name = Name ?? physicalName(request, 1011);
  request.services.parameters.put(name, Value, Type);
  return { ref: name, attributes: { Type, Value } };
}

/** As AWS does: whatever has changed, the template's value is written again, over the one that was written since. */
export async function updateParameter(request: ResourceRequest, { resource }: Standing): Promise<Resource> {
  const { Name = resource.ref, Type, Value } = Properties.parse(request.properties);
  if (Name !== resource.ref) throw new Error('this machine cannot give a parameter another name');
  request.services.parameters.put(Name, Value, Type, true);
  return { ref: Name, attributes: { Type, Value } };
}
