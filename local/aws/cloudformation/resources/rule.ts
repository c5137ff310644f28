import * as z from 'zod';
import { ruleArn } from '../../eventbridge-rules';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

/** Inputs that are made of the event on the way are refused: the target would be given something else. */
const Target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  Input: z.string().optional(),
  RoleArn: z.unknown().optional(),
  RetryPolicy: z.unknown().optional(),
  DeadLetterConfig: z.unknown().optional(),
});

/** Rules that run by a schedule are refused: nothing here would run them. */
const Properties = z.strictObject({
  Name: z.string().optional(),
  Description: z.unknown().optional(),
  EventPattern: z.record(z.string(), z.unknown()),
  State: z.literal('ENABLED').optional(),
  Tags: z.unknown().optional(),
  Targets: z.array(Target).default([]),
});

export async function createRule(request: ResourceRequest): Promise<Resource> {
  const { Name = physicalName(request, 64), EventPattern, Targets } = Properties.parse(request.properties);
  const targets = Targets.map(({ Id: id, Arn: arn, Input: input }) => ({ id, arn, input }));
  request.services.rules.create({ name: Name, pattern: EventPattern, targets });
  return { ref: Name, attributes: { Arn: ruleArn({ name: Name }) } };
}
