import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeXml, sendQueryError, sendXml } from '../protocols/query';
import { readBody } from '../protocols/request-body';
import { notImplemented, ServiceError } from '../protocols/service-error';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalService } from '../service';
import type { StandingResource, StandingStack } from './standing-stack';

/** As many resources as CloudFormation lists at once. */
const AT_ONCE = 100;

/** CloudFormation: the stacks that stand on this machine, what they are made of, and their end. */
export class LocalStacks implements LocalService {
  readonly name = 'cloudformation';
  /** Also those that are deleted: CloudFormation tells of them by their ID. */
  readonly stacks: StandingStack[] = [];
  /** Where what stands is deleted. @default - nothing was deployed here, and nothing can be deleted */
  delete?: (stack: StandingStack) => Promise<void>;

  stand(
    name: string,
    outputs: Readonly<Record<string, string>>,
    {
      resources = [],
      tags = {},
    }: { readonly resources?: readonly StandingResource[]; readonly tags?: Readonly<Record<string, string>> } = {},
  ): void {
    const before = this.find(name);
    const id = before?.id ?? `arn:aws:cloudformation:${LOCAL_REGION}:${LOCAL_ACCOUNT}:stack/${name}/${randomUUID()}`;
    if (before) this.stacks.splice(this.stacks.indexOf(before), 1);
    this.stacks.push({ name, id, outputs, tags, resources, status: 'CREATE_COMPLETE' });
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readBody(request));
    const action = form.get('Action') ?? '';
    try {
      const result = this.answer(action, form);
      sendXml(response, 200, `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
    } catch (error) {
      sendQueryError(response, error);
    }
  }

  private answer(action: string, form: URLSearchParams): string {
    const name = form.get('StackName') ?? '';
    switch (action) {
      case 'DescribeStacks':
        return `<Stacks>${described(this.found(name))}</Stacks>`;
      case 'ListStackResources':
        return listed(this.found(name).resources, Number(form.get('NextToken') ?? 0));
      case 'DeleteStack':
        this.startDeletion(this.find(name));
        return '';
      default:
        throw notImplemented(`The operation \`${action}\` of \`cloudformation\``);
    }
  }

  private startDeletion(stack: StandingStack | undefined): void {
    if (stack === undefined || stack.status === 'DELETE_IN_PROGRESS') return;
    if (this.delete === undefined) throw notImplemented('The operation `DeleteStack` of `cloudformation`');
    stack.status = 'DELETE_IN_PROGRESS';
    void this.delete(stack).catch(() => {
      stack.status = 'DELETE_FAILED';
    });
  }

  /** By name only what was not deleted, by ID anything. */
  private find(nameOrId: string): StandingStack | undefined {
    return this.stacks.find(
      ({ name, id, status }) => id === nameOrId || (name === nameOrId && status !== 'DELETE_COMPLETE'),
    );
  }

  private found(nameOrId: string): StandingStack {
    const found = this.find(nameOrId);
    if (found === undefined) throw new ServiceError('ValidationError', `Stack with id ${nameOrId} does not exist`);
    return found;
  }

  async close(): Promise<void> {}
}

function described({ name, id, status, outputs, tags }: StandingStack): string {
  const members = (kind: 'Output' | '', entries: Readonly<Record<string, string>>) =>
    Object.entries(entries)
      .map(([key, value]) => `<member>${tag(`${kind}Key`, key)}${tag(`${kind}Value`, value)}</member>`)
      .join('');
  return `<member>${tag('StackName', name)}${tag('StackId', id)}${tag('StackStatus', status)}<Outputs>${members('Output', outputs)}</Outputs><Tags>${members('', tags)}</Tags></member>`;
}

function listed(resources: readonly StandingResource[], from: number): string {
  const members = resources
    .slice(from, from + AT_ONCE)
    .map(
      ({ logicalId, physicalId, type, status }) =>
        `<member>${tag('LogicalResourceId', logicalId)}${tag('PhysicalResourceId', physicalId)}${tag('ResourceType', type)}${tag('ResourceStatus', status)}</member>`,
    );
  const next = from + AT_ONCE < resources.length ? tag('NextToken', String(from + AT_ONCE)) : '';
  return `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>${next}`;
}

const tag = (name: string, value: string): string => `<${name}>${escapeXml(value)}</${name}>`;
