import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendQueryError } from './protocols/query';
import { readBody } from './protocols/request-body';
import { notImplemented } from './protocols/service-error';
import type { LocalService } from './service';

/** IAM: nobody checks permissions on this machine, so every role may make every call, except for those named here. */
export class LocalRoles implements LocalService {
  readonly name = 'iam';
  /** Actions, as `rds:RestoreDBInstanceToPointInTime`, that a simulation denies. */
  readonly denied = new Set<string>();

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readBody(request));
    const action = form.get('Action') ?? '';
    if (action !== 'SimulatePrincipalPolicy') {
      return sendQueryError(response, notImplemented(`The operation \`${action}\` of \`iam\``));
    }
    const results = [...form]
      .filter(([name]) => name.startsWith('ActionNames.member.'))
      .map(([, name]) => {
        const decision = this.denied.has(name) ? 'explicitDeny' : 'allowed';
        return `<member><EvalActionName>${name}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`;
      });
    const result = `<EvaluationResults>${results.join('')}</EvaluationResults><IsTruncated>false</IsTruncated>`;
    const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(`<${action}Response><${action}Result>${result}</${action}Result>${metadata}</${action}Response>`);
  }

  async close(): Promise<void> {}
}
