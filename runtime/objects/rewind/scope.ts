import type { ObjectAction } from '../../../domain/objects/action';
import { named } from '../../../domain/workflow/named';
import type { Location } from '../../../domain/workflow/workflow';
import { unusable } from '../../evidence/unusable';

/** Where a job reads, and where it writes: nothing that is stored leads out of it. */
export interface Scope {
  readonly source: Location;
  readonly into: Location;
}

/**
 * Asked where actions are carried out, in the state machine and on the command line alike.
 * @throws EvidenceUnusable naming the first action that another hand must have written
 */
export function assertInScope(actions: readonly ObjectAction[], part: string, scope: Scope): void {
  const seen = new Set<string>();
  for (const [i, action] of actions.entries()) {
    const why = seen.has(action.key) ? 'has its key a second time' : whyOutside(action, scope);
    if (why !== undefined) throw unusable(`${part}, line ${i + 1}`, `${why}: \`${named(action.key)}\``);
    seen.add(action.key);
  }
}

function whyOutside(action: ObjectAction, { source, into }: Scope): string | undefined {
  const { key } = action;
  if (!key.startsWith(into.prefix)) return `is outside s3://${into.bucket}/${into.prefix}`;
  if (action.action === 'mark') return undefined;
  const from = `${source.prefix}${key.slice(into.prefix.length)}`;
  return (action.from ?? key) === from ? undefined : `copies from another key than \`${named(from)}\``;
}
