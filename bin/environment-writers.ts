import { z } from 'zod';
import type { ExistingWriters } from '../lib';

const arns = (service: string, example: string) =>
  z
    .array(
      z
        .string()
        .regex(new RegExp(`^arn:[a-z-]+:${service}:`), { message: `is no ARN of ${service}, such as ${example}` }),
    )
    .optional();

/** `traffic` of an environment in cdk.json. */
export const existingWriters: z.ZodType<ExistingWriters> = z
  .strictObject({
    parameterName: z.string().optional(),
    ecsServiceArns: arns('ecs', 'arn:aws:ecs:eu-west-1:123456789012:service/cluster/api'),
    functionArns: arns('lambda', 'arn:aws:lambda:eu-west-1:123456789012:function:worker'),
    eventSourceMappingIds: z.array(z.uuid({ message: 'is no UUID of an event source mapping' })).optional(),
    ruleArns: arns('events', 'arn:aws:events:eu-west-1:123456789012:rule/nightly'),
    scheduleArns: arns('scheduler', 'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly'),
    roleArns: arns('iam', 'arn:aws:iam::123456789012:role/worker'),
  })
  .refine((given) => Object.values(given).some((one) => one !== undefined && one.length > 0), {
    message: 'names nothing that writes: leave traffic out, and only the parameter that is made for it is switched',
  });
