import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendQueryError } from './protocols/query';
import { readBody } from './protocols/request-body';
import { notImplemented, ServiceError } from './protocols/service-error';
import type { LocalService } from './service';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** IAM's default quota: "Managed policies per role". */
const ATTACHED = 10;

/**
 * IAM: permissions are not enforced on this machine, so every role may make every call, except for those named here and
 * those that a managed policy denies which is attached to the role. Only a simulation knows of either.
 */
export class LocalRoles implements LocalService {
  readonly name = 'iam';
  /** Actions, as `rds:RestoreDBInstanceToPointInTime`, that a simulation denies. */
  readonly denied = new Set<string>();
  /** ARN → what a managed policy says; a deployment makes it. */
  readonly managed = new Map<string, readonly Statement[]>();
  /** Role → ARNs of the policies that are attached to it. */
  private readonly attached = new Map<string, Set<string>>();

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readBody(request));
    const action = form.get('Action') ?? '';
    try {
      const result = this.answer(action, form);
      const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(`<${action}Response><${action}Result>${result}</${action}Result>${metadata}</${action}Response>`);
    } catch (error) {
      sendQueryError(response, error);
    }
  }

  async close(): Promise<void> {}

  private answer(action: string, form: URLSearchParams): string {
    const [role, arn] = [form.get('RoleName') ?? '', form.get('PolicyArn') ?? ''];
    switch (action) {
      case 'SimulatePrincipalPolicy':
        return this.simulate(form);
      case 'AttachRolePolicy':
        this.attach(role, arn);
        return '';
      case 'DetachRolePolicy':
        if (this.of(role).delete(arn)) return '';
        throw new ServiceError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
      case 'ListAttachedRolePolicies':
        return this.list(role);
      default:
        throw notImplemented(`The operation \`${action}\` of \`iam\``);
    }
  }

  private of(role: string): Set<string> {
    const found = this.attached.get(role) ?? new Set();
    this.attached.set(role, found);
    return found;
  }

  private attach(role: string, arn: string): void {
    if (!this.managed.has(arn)) throw new ServiceError('NoSuchEntity', `Policy ${arn} does not exist.`, 404);
    const attached = this.of(role);
    if (attached.size >= ATTACHED && !attached.has(arn)) {
      throw new ServiceError('LimitExceeded', `Cannot exceed quota for PoliciesPerRole: ${ATTACHED}`, 409);
    }
    attached.add(arn);
  }

  private list(role: string): string {
    const members = [...this.of(role)].map(
      (arn) => `<member><PolicyName>${arn.replace(/^.*\//, '')}</PolicyName><PolicyArn>${arn}</PolicyArn></member>`,
    );
    return `<AttachedPolicies>${members.join('')}</AttachedPolicies><IsTruncated>false</IsTruncated>`;
  }

  private simulate(form: URLSearchParams): string {
    const role = (form.get('PolicySourceArn') ?? '').replace(/^.*\//, '');
    const resource = form.get('ResourceArns.member.1') ?? '*';
    const results = [...form]
      .filter(([name]) => name.startsWith('ActionNames.member.'))
      .map(([, name]) => {
        const decision = this.denied.has(name) || this.denies(role, name, resource) ? 'explicitDeny' : 'allowed';
        return `<member><EvalActionName>${name}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`;
      });
    return `<EvaluationResults>${results.join('')}</EvaluationResults><IsTruncated>false</IsTruncated>`;
  }

  private denies(role: string, action: string, asked: string): boolean {
    return [...this.of(role)]
      .flatMap((arn) => this.managed.get(arn) ?? [])
      .some(
        ({ Effect, Action, Resource }) =>
          Effect === 'Deny' &&
          Action.some((one) => matches(one, action)) &&
          Resource.some((one) => matches(one, asked)),
      );
  }
}

/** `*` stands for any characters. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
