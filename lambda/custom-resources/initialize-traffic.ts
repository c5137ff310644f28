import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { parseTraffic, type Traffic } from '../../domain/traffic/parameter';
import { loggerOf } from '../../runtime/execution/logger';
import { ParameterResource } from '../../runtime/traffic/parameter-resource';
import { stepHandler } from '../step-handler';
import { answerDeployment, type Deployment, type Judgement, type SendAnswer } from './cloudformation-request';
import { sendAnswer } from './cloudformation-response';

/** Properties of the custom resource. The mode and the generation are not among them: restores write those. */
export interface InitializeTrafficProperties {
  /** Begins with a slash. */
  readonly Name: string;
}

const properties: z.ZodType<InitializeTrafficProperties> = z.object({ Name: z.string().startsWith('/') });

const INITIAL: Traffic = { mode: 'open', generation: 0 };
const DESCRIPTION = 'Mode of traffic, obeyed by the application and written by restores';
/** The physical id of a resource whose creation failed: removing it must not remove a parameter. */
const NOT_MADE = 'traffic-not-initialized';

export interface InitializeTrafficWorld {
  readonly parameters: Pick<ParameterResource, 'create' | 'value' | 'own' | 'disown' | 'delete'>;
  readonly answer: SendAnswer;
  readonly log: (message: string) => void;
}

/**
 * At deployment: makes the traffic parameter, open with generation 0, unless it exists. No deployment writes the value of
 * one that exists, because a restore may hold traffic frozen. An `AWS::SSM::Parameter` cannot promise that: CloudFormation
 * writes the template's value again with any change of the resource.
 *
 * The physical id is the parameter's name. Under another name it is another resource: the new parameter begins with what
 * the old one says, and CloudFormation then asks for the old one to be deleted. The role is for one name: a version of the
 * library that names the parameter otherwise must allow both, or the deployment fails, which is better than open traffic.
 *
 * The parameter goes with the last resource that it belongs to: a resource that is renamed in the template is created under
 * its new logical id first, and deleted under the old one then. One that is not open is not deleted, because a restore may
 * hold it: the deletion fails, and says what to do.
 */
export async function initializeTraffic(event: unknown, world: InitializeTrafficWorld): Promise<void> {
  await answerDeployment(event, (request) => judge(request, world), world.answer);
}

async function judge(request: Deployment, world: InitializeTrafficWorld): Promise<Judgement> {
  const before = request.PhysicalResourceId ?? NOT_MADE;
  try {
    if (request.RequestType !== 'Delete') return await create(request, world);
    if (before !== NOT_MADE) await remove(before, request.LogicalResourceId, world);
    return { Status: 'SUCCESS', PhysicalResourceId: before };
  } catch (error) {
    const Reason = `The traffic parameter could not be ${request.RequestType === 'Delete' ? 'deleted' : 'initialized'}: ${(error as Error).message}`;
    return { Status: 'FAILED', Reason, PhysicalResourceId: before };
  }
}

async function create(request: Deployment, { parameters, log }: InitializeTrafficWorld): Promise<Judgement> {
  const { Name } = properties.parse(request.ResourceProperties);
  const before = request.PhysicalResourceId;
  const replaced = before === undefined || before === Name ? undefined : await parameters.value(before);
  const made = await parameters.create(Name, replaced ?? JSON.stringify(INITIAL), DESCRIPTION);
  await parameters.own(Name, request.LogicalResourceId);
  const Reason = made
    ? undefined
    : `The parameter ${Name} exists already: its value stays as it is, ${await parameters.value(Name)}.`;
  log(Reason ?? `The parameter ${Name} was made.`);
  return { Status: 'SUCCESS', Reason, PhysicalResourceId: Name };
}

async function remove(name: string, logicalId: string, { parameters, log }: InitializeTrafficWorld): Promise<void> {
  const value = await parameters.value(name);
  if (value === undefined) return;
  const others = await parameters.disown(name, logicalId);
  if (others.length > 0) {
    log(`The parameter ${name} stays: it belongs to ${others.join(', ')} too.`);
    return;
  }
  if (!isOpen(name, value)) {
    throw new Error(
      `${name} is not deleted: it says ${value}, so a restore may hold traffic. End the run and open traffic (docs/runbook.md), ` +
        'then delete again; or delete the parameter yourself when nothing obeys it any more.',
    );
  }
  await parameters.delete(name);
}

function isOpen(name: string, value: string): boolean {
  try {
    return parseTraffic(name, value).mode === 'open';
  } catch {
    return false;
  }
}

export const handler = stepHandler<unknown, void>('InitializeTraffic', (event) => {
  const logger = loggerOf('InitializeTraffic');
  return initializeTraffic(event, {
    parameters: new ParameterResource(new SSMClient({})),
    answer: sendAnswer,
    log: (message) => logger.info(message),
  });
});
