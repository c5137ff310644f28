import { z } from 'zod';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

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
