import { Logger } from '@aws-lambda-powertools/logger';
import { SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import type { Traffic } from '../../domain/traffic/parameter';
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
  readonly parameters: Pick<ParameterResource, 'create' | 'value' | 'delete'>;
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
 * The parameter goes with its stack, as the state machine and the application's permission to read it do. One that stayed
 * behind frozen would freeze the next stack of that name, which has no run that could open it.
 */
export async function initializeTraffic(event: unknown, world: InitializeTrafficWorld): Promise<void> {
  await answerDeployment(event, (request) => judge(request, world), world.answer);
}

async function judge(request: Deployment, world: InitializeTrafficWorld): Promise<Judgement> {
  const before = request.PhysicalResourceId ?? NOT_MADE;
  try {
    if (request.RequestType !== 'Delete') return await create(request, world);
    if (before !== NOT_MADE) await world.parameters.delete(before);
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
  const Reason = made
    ? undefined
    : `The parameter ${Name} exists already: its value stays as it is, ${await parameters.value(Name)}.`;
  log(Reason ?? `The parameter ${Name} was made.`);
  return { Status: 'SUCCESS', Reason, PhysicalResourceId: Name };
}

export const handler = stepHandler<unknown, void>('InitializeTraffic', (event) => {
  const logger = new Logger({ serviceName: 'InitializeTraffic' });
  return initializeTraffic(event, {
    parameters: new ParameterResource(new SSMClient({})),
    answer: sendAnswer,
    log: (message) => logger.info(message),
  });
});
