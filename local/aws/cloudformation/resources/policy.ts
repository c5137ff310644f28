import { z } from 'zod';
import type { Resource, ResourceRequest } from '../resource';

const texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const Properties = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({ Effect: z.enum(['Allow', 'Deny']), Action: texts.optional(), Resource: texts.optional() }),
    ),
  }),
  Roles: z.array(z.string()).default([]),
});

/** Noted for the calls of functions; denied is nothing on this machine. */
export async function createPolicy({ properties, logicalId, services }: ResourceRequest): Promise<Resource> {
  const { PolicyDocument, Roles } = Properties.parse(properties);
  const statements = PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow').map(
    ({ Action = [], Resource = [] }) => ({ actions: Action, resources: Resource }),
  );
  for (const role of Roles) services.permissions.attach(role, statements);
  return { ref: logicalId, attributes: {} };
}
