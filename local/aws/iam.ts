import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendQueryError } from './protocols/query';
import { readBody } from './protocols/request-body';
import { notImplemented, ServiceError } from './protocols/service-error';
import type { LocalService } from './service';

/** What denies something: inline policies of this form, and no others, are known here. */
interface Deny {
  readonly actions: readonly string[];
  readonly resource: string;
  /** URL-encoded, as IAM gives it back. */
  readonly document: string;
}

/**
 * IAM: permissions are not enforced on this machine, so every role may make every call, except for those named here and
 * those that an inline policy of the role denies. Only a simulation knows of either.
 */
export class LocalRoles implements LocalService {
  readonly name = 'iam';
  /** Actions, as `rds:RestoreDBInstanceToPointInTime`, that a simulation denies. */
  readonly denied = new Set<string>();
  /** `role/policy` → what it denies. */
  private readonly policies = new Map<string, Deny>();

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
    const [role, policy] = [form.get('RoleName') ?? '', form.get('PolicyName') ?? ''];
    const key = `${role}/${policy}`;
    switch (action) {
      case 'SimulatePrincipalPolicy':
        return this.simulate(form);
      case 'PutRolePolicy':
        this.policies.set(key, denyOf(form.get('PolicyDocument') ?? ''));
        return '';
      case 'GetRolePolicy':
        return `<RoleName>${role}</RoleName><PolicyName>${policy}</PolicyName><PolicyDocument>${this.policy(key).document}</PolicyDocument>`;
      case 'DeleteRolePolicy':
        this.policy(key);
        this.policies.delete(key);
        return '';
      default:
        throw notImplemented(`The operation \`${action}\` of \`iam\``);
    }
  }

  private policy(key: string): Deny {
    const found = this.policies.get(key);
    if (found) return found;
    throw new ServiceError('NoSuchEntity', `The role policy ${key} cannot be found.`, 404);
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
    return [...this.policies].some(
      ([key, { actions, resource }]) =>
        key.startsWith(`${role}/`) && actions.some((one) => matches(one, action)) && matches(resource, asked),
    );
  }
}

/** @throws ServiceError for a policy that is more than one Deny of actions on one resource */
function denyOf(document: string): Deny {
  const { Statement } = JSON.parse(document);
  const [{ Effect, Action, Resource }] = Statement;
  if (Statement.length !== 1 || Effect !== 'Deny' || typeof Resource !== 'string') {
    throw notImplemented('A role policy other than one Deny on one resource');
  }
  return { actions: [Action].flat(), resource: Resource, document: encodeURIComponent(document) };
}

/** `*` stands for any characters. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
