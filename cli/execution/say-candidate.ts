import { sayMoment } from '../../domain/workflow/candidates';
import type { Workflow } from '../../domain/workflow/workflow';

/** What the run restores, or has restored last: it may have rolled forward to another moment than the one asked for. */
export function sayCandidate({ plan, candidate = 0 }: Partial<Workflow>): string[] {
  return plan?.candidates[candidate] === undefined ? [] : [`candidate in use: ${sayMoment(plan, candidate)}`];
}
