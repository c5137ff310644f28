import { type IAMClient, paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import * as z from 'zod';
import type { RoleDecision } from '../../domain/readiness/restore-roles';

/** Calls that a role must be allowed to make, as the construct names them. */
export interface RestoreCalls {
  readonly role: string;
  readonly actions: readonly string[];
  readonly resource: string;
  /** Condition keys of the call, as `aws:RequestTag/…`. */
  readonly context?: Readonly<Record<string, string>>;
}

const restoreCalls = z.array(
  z.object({
    role: z.string(),
    actions: z.array(z.string()).min(1),
    resource: z.string(),
    context: z.record(z.string(), z.string()).optional(),
  }),
);

export function parseRestoreCalls(text: string): readonly RestoreCalls[] {
  return restoreCalls.parse(JSON.parse(text));
}

/**
 * Asks IAM what it would decide, without making a call: policies of the role, its permissions boundary and the service
 * control policies. Policies of buckets and keys are not part of a simulation.
 */
export async function simulate(client: IAMClient, calls: RestoreCalls): Promise<readonly RoleDecision[]> {
  const pages = paginateSimulatePrincipalPolicy(
    { client },
    {
      PolicySourceArn: calls.role,
      ActionNames: [...calls.actions],
      ResourceArns: [calls.resource],
      ContextEntries: Object.entries(calls.context ?? {}).map(([ContextKeyName, value]) => ({
        ContextKeyName,
        ContextKeyType: 'string',
        ContextKeyValues: [value],
      })),
    },
  );
  const role = calls.role.slice(calls.role.lastIndexOf('/') + 1);
  const decisions: RoleDecision[] = [];
  for await (const { EvaluationResults = [] } of pages) {
    decisions.push(
      ...EvaluationResults.map(({ EvalActionName = '', EvalDecision = 'undecided' }) => ({
        role,
        action: EvalActionName,
        decision: EvalDecision,
      })),
    );
  }
  const unsaid = calls.actions.filter((action) => !decisions.some((one) => one.action === action));
  if (unsaid.length > 0) throw new Error(`IAM has not decided whether ${role} may ${unsaid.join(', ')}.`);
  return decisions;
}
