import * as z from 'zod';
import type { SwitchSpec } from '../../../domain/traffic/switches';

const switchSpecs = z.array(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('ecs-service'),
      cluster: z.string(),
      service: z.string(),
      lowTrafficCount: z.number().int().min(0),
    }),
    z.object({
      kind: z.literal('lambda-function'),
      functionName: z.string(),
      lowTrafficConcurrency: z.number().int().min(0),
    }),
    z.object({ kind: z.literal('event-source-mapping'), id: z.string() }),
    z.object({ kind: z.literal('rule'), name: z.string(), eventBus: z.string().optional() }),
    z.object({ kind: z.literal('schedule'), name: z.string(), group: z.string().optional() }),
    z.object({ kind: z.literal('deny-writes'), roleArn: z.string(), objectsArn: z.string(), policyArn: z.string() }),
    z.object({ kind: z.literal('bucket-notifications'), bucket: z.string() }),
  ]),
);

/** @param text `SWITCHES` of a handler */
export const parseSwitches = (text: string): readonly SwitchSpec[] => switchSpecs.parse(JSON.parse(text));
