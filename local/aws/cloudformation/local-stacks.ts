import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeXml, sendQueryError, sendXml } from '../protocols/query';
import { readBody } from '../protocols/request-body';
import { ServiceError } from '../protocols/service-error';
import type { LocalService } from '../service';

/** CloudFormation: the outputs of the stacks that stand on this machine. */
export class LocalStacks implements LocalService {
  readonly name = 'cloudformation';
  private readonly outputs = new Map<string, Readonly<Record<string, string>>>();

  stand(stackName: string, outputs: Readonly<Record<string, string>>): void {
    this.outputs.set(stackName, outputs);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readBody(request));
    try {
      if (form.get('Action') !== 'DescribeStacks')
        throw new ServiceError('NotImplemented', `${form.get('Action')}`, 501);
      sendXml(response, 200, this.described(form.get('StackName') ?? ''));
    } catch (error) {
      sendQueryError(response, error);
    }
  }

  private described(stackName: string): string {
    const outputs = this.outputs.get(stackName);
    if (outputs === undefined) {
      throw new ServiceError('ValidationError', `Stack with id ${stackName} does not exist`);
    }
    const members = Object.entries(outputs).map(
      ([key, value]) =>
        `<member><OutputKey>${escapeXml(key)}</OutputKey><OutputValue>${escapeXml(value)}</OutputValue></member>`,
    );
    const stack = `<member><StackName>${escapeXml(stackName)}</StackName><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member>`;
    return `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  }

  async close(): Promise<void> {}
}
