import * as z from 'zod';
import type { LocalPermissions } from '../../iam-check/permissions';
import type { Resource, ResourceRequest } from '../resource';

const texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

export const PolicyDocument = z.object({
  Statement: z.array(
    z.object({
      Effect: z.enum(['Allow', 'Deny']),
      Action: texts.default([]),
      Resource: texts.default([]),
      Condition: z.unknown().optional(),
    }),
  ),
});

const Properties = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument,
  Roles: z.array(z.string()).default([]),
});

/** Noted for the calls of functions; denied is nothing on this machine. */
export async function createPolicy({ properties, logicalId, services }: ResourceRequest): Promise<Resource> {
  const { PolicyDocument, Roles } = Properties.parse(properties);
  attachTo(Roles, PolicyDocument, services.permissions);
  return { ref: logicalId, attributes: {} };
}

/** A deny with a condition is left out: conditions are not evaluated, and it would deny too much. */
export function attachTo(
  roles: readonly string[],
  { Statement }: z.infer<typeof PolicyDocument>,
  permissions: LocalPermissions,
): void {
  const statements = Statement.filter(({ Effect, Condition }) => Effect === 'Allow' || Condition === undefined).map(
    ({ Effect, Action, Resource }) => ({ denies: Effect === 'Deny', actions: Action, resources: Resource }),
  );
  for (const role of roles) permissions.attach(role, statements);
}
