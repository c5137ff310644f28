import { Duration } from 'aws-cdk-lib';
import type { HandlerDefinition } from '../handler/handler';

export interface InitializeTrafficResources {
  /** ARN of the one parameter that it makes. */
  readonly parameterArn: string;
}

export const initializeTraffic = ({
  parameterArn,
}: InitializeTrafficResources): HandlerDefinition<Record<never, never>> => ({
  bundle: 'initialize-traffic',
  description: 'InitializeTraffic: at deployment, makes the traffic parameter, and never writes one that exists',
  environment: {},
  permissions: [
    {
      reason: 'makes the parameter where there is none, and deletes it with the stack',
      actions: ['ssm:PutParameter', 'ssm:DeleteParameter'],
      resources: [parameterArn],
    },
    {
      reason: 'says what stands in a parameter that exists already',
      actions: ['ssm:GetParameter'],
      resources: [parameterArn],
    },
    {
      reason: 'notes in its tags which resources of the template it belongs to: the last one deletes it',
      actions: ['ssm:AddTagsToResource', 'ssm:ListTagsForResource', 'ssm:RemoveTagsFromResource'],
      resources: [parameterArn],
    },
  ],
  timeout: Duration.minutes(2),
});
