import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../service';
import type { Resource, ResourceRequest, Standing } from '../resource';

/** Those whose function makes what the stack cannot do without here. The others stay in `without-effect.ts`. */
export const CALLED = ['Custom::PegasusBackupTraffic'];

const Properties = z.looseObject({ ServiceToken: z.string() });
const Answer = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string(),
});

export async function createCustomResource(request: ResourceRequest): Promise<Resource> {
  return { ref: await call(request, { RequestType: 'Create' }), attributes: {} };
}

export async function updateCustomResource(request: ResourceRequest, standing: Standing): Promise<Resource> {
  const { ref: PhysicalResourceId } = standing.resource;
  const OldResourceProperties = standing.properties;
  const ref = await call(request, { RequestType: 'Update', PhysicalResourceId, OldResourceProperties });
  // At once, where CloudFormation waits until the rest of the stack is updated.
  if (ref !== PhysicalResourceId) await call(request, { RequestType: 'Delete', PhysicalResourceId });
  return { ref, attributes: {} };
}

/**
 * Calls its function, and waits for what it puts to the presigned URL.
 * @returns the physical id
 */
async function call({ stack, logicalId, type, properties, services }: ResourceRequest, asked: object): Promise<string> {
  const { ServiceToken } = Properties.parse(properties);
  const answers: string[] = [];
  const server = createServer(async (request, response) => {
    answers.push(await text(request));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const event = {
      ...asked,
      ServiceToken,
      ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      StackId: `arn:aws:cloudformation:${LOCAL_REGION}:${LOCAL_ACCOUNT}:stack/${stack.name}/local`,
      RequestId: randomUUID(),
      LogicalResourceId: logicalId,
      ResourceType: type,
      ResourceProperties: properties,
    };
    const outcome = await services.functions.invoke(ServiceToken, JSON.stringify(event));
    if ('error' in outcome) throw new Error(outcome.error.errorMessage);
    if (answers[0] === undefined) throw new Error('its function has ended without an answer');
    const { Status, Reason, PhysicalResourceId } = Answer.parse(JSON.parse(answers[0]));
    if (Status === 'FAILED') throw new Error(Reason);
    return PhysicalResourceId;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
