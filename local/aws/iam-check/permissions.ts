import type { IncomingMessage } from 'node:http';
import { type Asked, actionOf, actionsOfS3 } from './actions';

/** A statement of a policy. Conditions are not evaluated. */
export interface Stated {
  /** It denies what it names. */
  readonly denies?: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/**
 * Compares what functions do with what their roles allow. Nothing is denied on this machine; what AWS would have denied
 * is recorded, and the drill fails.
 */
export class LocalPermissions {
  /** Function → role. */
  private readonly roles = new Map<string, string>();
  private readonly policies = new Map<string, Stated[]>();
  private readonly denied = new Set<string>();
  private readonly allowed = new Set<string>();

  assign(functionName: string, role: string): void {
    this.roles.set(functionName, role);
  }

  attach(role: string, statements: readonly Stated[]): void {
    this.policies.set(role, [...(this.policies.get(role) ?? []), ...statements]);
  }

  /** What functions did although their role does not allow it: `function: action on resource`. */
  get missing(): readonly string[] {
    return [...this.denied].sort();
  }

  /** How many different pairs of function and action were allowed. */
  get used(): number {
    return this.allowed.size;
  }

  /** @param caller the access key of the request: a function's is its name */
  hear(caller: string, service: string, request: IncomingMessage): void {
    if (!this.roles.has(caller)) return;
    if (service === 's3') {
      this.judge(caller, actionsOfS3(request));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () =>
      this.judge(
        caller,
        actionOf(service, request, () => Buffer.concat(chunks).toString()),
      ),
    );
  }

  /** Whether the role of a function allows it; who is no function may do everything here. */
  allows(caller: string, action: string, resource: string): boolean {
    const role = this.roles.get(caller);
    if (role === undefined) return true;
    const about = (this.policies.get(role) ?? []).filter(
      ({ actions, resources }) =>
        actions.some((one) => matches(one, action)) && resources.some((one) => matches(one, resource)),
    );
    return about.length > 0 && about.every(({ denies }) => !denies);
  }

  private judge(caller: string, asked: readonly Asked[]): void {
    const statements = this.policies.get(this.roles.get(caller) ?? '') ?? [];
    for (const { action, resource } of asked) {
      const about = statements.filter(({ actions }) => actions.some((one) => matches(one, action)));
      const covers = ({ resources }: Stated) => resources.some((one) => matches(one, resource ?? one));
      const denied = about.some(
        (one) => one.denies && (resource === undefined ? one.resources.includes('*') : covers(one)),
      );
      if (!denied && about.some((one) => !one.denies && covers(one))) this.allowed.add(`${caller}: ${action}`);
      else this.denied.add(`${caller}: ${action} on ${resource ?? 'any resource'}`);
    }
  }
}

/** As IAM: `*` stands for any characters, `?` for one. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${escaped}$`).test(text);
}
